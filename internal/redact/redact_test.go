package redact

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func masker(t testing.TB, o Options) *Masker {
	t.Helper()
	m, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var blank = regexp.MustCompile(`\{(x?)(\d+)\}`)

// filled puts letters and digits in the place of {n} and {xn}.
func filled(s string) string {
	r := rand.New(rand.NewPCG(7, uint64(len(s))))
	return blank.ReplaceAllStringFunc(s, func(p string) string {
		x := blank.FindStringSubmatch(p)
		set := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		if x[1] == "x" {
			set = "0123456789abcdef"
		}
		n, _ := strconv.Atoi(x[2])
		var b strings.Builder
		for range n {
			b.WriteByte(set[r.IntN(len(set))])
		}
		return b.String()
	})
}

func TestRulesKeepTheirExamples(t *testing.T) {
	all, err := rules()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 {
		t.Errorf("only %d rules", len(all))
	}
	for _, r := range all {
		if len(r.Words) == 0 || len(r.Yes) == 0 || len(r.No) == 0 {
			t.Errorf("%s: words, yes or no is missing", r.ID)
		}
		for _, x := range r.Yes {
			text := filled(x)
			m := masker(t, Options{Emails: true})
			got := m.Mask(text)
			own := &Masker{rules: []rule{r}, known: map[string]string{}, secrets: map[string]string{}, next: map[string]int{}}
			if alone := own.Mask(text); alone == text || m.Count() == 0 {
				t.Errorf("%s: nothing is masked in %q", r.ID, text)
			}
			if back := m.Restore(got); back != text {
				t.Errorf("%s: %q is restored as %q", r.ID, text, back)
			}
		}
		for _, x := range r.No {
			m := masker(t, Options{Emails: true})
			if got := m.Mask(filled(x)); m.Count() != 0 {
				t.Errorf("%s: %q becomes %q", r.ID, x, got)
			}
		}
	}
}

func pemBlock(indent string, lines int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s-----BEGIN RSA PRIVATE KEY-----\n", indent)
	for i := range lines {
		b.WriteString(indent + filled("{64}")[:60] + fmt.Sprintf("%04d\n", i))
	}
	fmt.Fprintf(&b, "%s-----END RSA PRIVATE KEY-----\n", indent)
	return b.String()
}

func TestPEM(t *testing.T) {
	for _, indent := range []string{"", "    ", "> "} {
		text := "# Keys\n\n" + pemBlock(indent, 25) + "\nThe text goes on.\n" + pemBlock(indent, 3)
		m := masker(t, Options{})
		got := m.Mask(text)
		if strings.Count(got, "\n") != strings.Count(text, "\n") || m.Restore(got) != text {
			t.Fatalf("lines or text are lost:\n%s", got)
		}
		if strings.Contains(got, filled("{64}")[:20]) || !strings.Contains(got, "The text goes on.") {
			t.Errorf("%s", got)
		}
	}
	for _, text := range []string{
		`key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"`,
		"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n\nThis is prose again.\n",
		"-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END EC PRIVATE KEY-----\n",
	} {
		m := masker(t, Options{})
		got := m.Mask(text)
		if strings.Contains(got, "MIIE") || strings.Contains(got, "b3Blbn") || m.Count() != 1 || m.Restore(got) != text {
			t.Errorf("%d masked: %s", m.Count(), got)
		}
	}
	m := masker(t, Options{})
	text := "-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END CERTIFICATE-----\n"
	if got := m.Mask(text); got != text {
		t.Errorf("a certificate is no secret: %s", got)
	}
}

func TestPlaceholdersAreStable(t *testing.T) {
	m := masker(t, Options{})
	key := filled("ghp_{36}")
	got := m.Mask("a " + key + " b\nc " + key + "\nMASKED_PASSWORD_1 stands here\npassword = \"hunter2longer!x9\"\n")
	if want := "a MASKED_GITHUB_TOKEN_1 b\nc MASKED_GITHUB_TOKEN_1\nMASKED_PASSWORD_1 stands here\npassword = \"MASKED_PASSWORD_2\"\n"; got != want {
		t.Errorf("%s", got)
	}
	if m.Count() != 2 || m.Mask(got) != got {
		t.Errorf("%d secrets, masked again: %s", m.Count(), m.Mask(got))
	}
	if again := m.Mask("later " + key); again != "later MASKED_GITHUB_TOKEN_1" {
		t.Error(again)
	}
	type inner struct{ Quote string }
	v := struct {
		Title string
		List  []inner
		Words []string
		Next  *inner
	}{"MASKED_PASSWORD_2", []inner{{"x MASKED_GITHUB_TOKEN_1"}}, []string{"MASKED_GITHUB_TOKEN_12"}, &inner{"MASKED_PASSWORD_1"}}
	m.RestoreAll(&v)
	if v.Title != "hunter2longer!x9" || v.List[0].Quote != "x "+key || v.Words[0] != "MASKED_GITHUB_TOKEN_12" || v.Next.Quote != "MASKED_PASSWORD_1" {
		t.Errorf("%+v", v)
	}
}

func TestEmailsOnRequest(t *testing.T) {
	text := "Ask ops@example.com for access."
	if got := masker(t, Options{}).Mask(text); got != text {
		t.Error(got)
	}
	if got := masker(t, Options{Emails: true}).Mask(text); got != "Ask MASKED_EMAIL_1 for access." {
		t.Error(got)
	}
}

// TestLinear masks texts of an eighth of a megabyte and a whole one: prose, one long line, and
// a line in which every word rings a bell.
func TestLinear(t *testing.T) {
	prose := "The shop keeps its orders in PostgreSQL and its sessions in Redis; passwords are hashed with argon2id.\n"
	bells := "password: token= secret sk- eyJ AKIA ghp_ :// key= "
	for name, unit := range map[string]string{"prose": prose, "one line": strings.TrimSpace(prose) + " ", "bells": bells, "no blank": "xpasswordx"} {
		took := func(size int) time.Duration {
			text := strings.Repeat(unit, size/len(unit))
			m := masker(t, Options{})
			start := time.Now()
			m.Mask(text)
			return time.Since(start)
		}
		small, large := took(1<<17), took(1<<20)
		t.Logf("%s: 1/8 MiB %v, 1 MiB %v", name, small, large)
		if large > 24*small+200*time.Millisecond {
			t.Errorf("%s: 1/8 MiB took %v, 1 MiB %v", name, small, large)
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add("password = \"hunter2longer!x9\"\nhttps://a:b@c")
	f.Add(pemBlock("> ", 3))
	f.Fuzz(func(t *testing.T, text string) {
		m := masker(t, Options{Emails: true})
		got := m.Mask(text)
		if strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q has other lines than %q", got, text)
		}
		if back := m.Restore(got); back != text {
			t.Errorf("%q is restored as %q", text, back)
		}
	})
}

func TestFreeTextsAreThoseLeftAlone(t *testing.T) {
	all, err := rules()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		for _, x := range append(append([]string{"MASKED_TOKEN_1 stands here"}, r.Yes...), r.No...) {
			text := "One line before.\n" + filled(x) + "\nand one behind."
			m := masker(t, Options{Emails: true})
			if free, same := m.Free(text), m.Mask(text) == text; free && !same || !free && same && !strings.Contains(text, "MASKED_") && !strings.Contains(text, "-----BEGIN") {
				t.Errorf("free %v, left alone %v: %q", free, same, text)
			}
		}
	}
}

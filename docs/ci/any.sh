#!/bin/sh
# Reviews a design in any pipeline that has a shell: one review, several reports.
#
#   REVIEW_DOC      documents, one on each line                      needed
#   REVIEW_ANSWERS  file with answers to the interview questions     optional
#   REVIEW_FAIL_ON  high, medium or low; with REVIEW_AGAINST new-high and so on
#   REVIEW_AGAINST  earlier review in JSON; passed over where there is no such file
#   REVIEW_FORMAT   format of the full report                        markdown
#   REVIEW_OUT      folder for the reports                           archreview-report
#   REVIEW_PROGRAM  the program                                      archreview
#
# Writes summary.md (for a comment), review.json (for the next REVIEW_AGAINST),
# review.sarif and the full report, and ends with the exit code of the review.
set -eu

: "${REVIEW_DOC:?name the document, such as REVIEW_DOC=docs/design.md}"
program=${REVIEW_PROGRAM:-archreview}
out=${REVIEW_OUT:-archreview-report}
format=${REVIEW_FORMAT:-markdown}
mkdir -p "$out"

# Reports are written from the kept review, so that a model is asked only once.
# The session lies in a folder of its own and goes with it: it is the last one.
XDG_STATE_HOME=$(mktemp -d)
export XDG_STATE_HOME
trap 'rm -rf "$XDG_STATE_HOME"' EXIT

set --
while IFS= read -r doc; do
	[ -z "$doc" ] || set -- "$@" --doc "$doc"
done <<END
$REVIEW_DOC
END
[ -z "${REVIEW_ANSWERS:-}" ] || set -- "$@" --answers "$REVIEW_ANSWERS"
if [ -n "${REVIEW_AGAINST:-}" ] && [ -f "$REVIEW_AGAINST" ]; then
	set -- "$@" --against "$REVIEW_AGAINST"
	compared=yes
else
	compared=no
fi
case ${REVIEW_FAIL_ON:-}:$compared in
new-*:no) echo "any.sh: there is no earlier review, so nothing counts as new" >&2 ;;
:*) ;;
*) set -- "$@" --fail-on "$REVIEW_FAIL_ON" ;;
esac

code=0
"$program" "$@" --format summary --out "$out/summary.md" || code=$?
case $code in
0 | 1 | 3) ;; # a review was made
*) exit "$code" ;;
esac

export_as() { "$program" sessions export last --format "$1" --out "$out/$2"; }
export_as json review.json
export_as sarif review.sarif
case $format in
markdown) export_as markdown review.md ;;
json | sarif | summary) ;; # written above
*) export_as "$format" "review.$format" ;;
esac

if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
	cat "$out/summary.md" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$code"

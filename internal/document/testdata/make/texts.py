"""Writes the samples that are pages, messages or notebooks, as the programs
named in their files export them, from design.md:

    python3 internal/document/testdata/make/texts.py internal/document/testdata/samples
"""
import html
import json
import quopri
import re
import sys

FOLDER = sys.argv[1] + "/"


def read():
    """The design as a list of blocks."""
    lines = open(FOLDER + "design.md", encoding="utf-8").read().split("\n")
    lines = lines[lines.index("# Parcel tracking service"):]
    blocks, i = [], 0
    while i < len(lines):
        line = lines[i]
        if not line:
            i += 1
            continue
        if line.startswith("```"):
            end = lines.index("```", i + 1)
            blocks.append(("code", line[3:], lines[i + 1:end]))
            i = end + 1
            continue
        heading = re.match(r"(#+) (.*)", line)
        if heading:
            blocks.append(("h", len(heading[1]), heading[2]))
            i += 1
            continue
        part = []
        while i < len(lines) and lines[i]:
            part.append(lines[i])
            i += 1
        if line[0] == "|":
            rows = [[c.strip() for c in r.strip("|").split("|")] for r in part]
            blocks.append(("table", rows[:1] + rows[2:]))
        elif line.startswith("- ["):
            blocks.append(("task", [(x[3] == "x", x[6:]) for x in part]))
        elif line.startswith("- "):
            blocks.append(("ul", [x[2:] for x in part]))
        elif re.match(r"\d\.", line):
            blocks.append(("ol", [x[3:] for x in part]))
        elif line[0] == ">":
            blocks.append(("quote", " ".join(x[2:] for x in part)))
        else:
            blocks.append(("p", " ".join(part)))
    return lines, blocks


def esc(text):
    return html.escape(text, quote=False)


def table(rows, th, td):
    head = "".join(th % esc(c) for c in rows[0])
    body = "\n".join("<tr>" + "".join(td % esc(c) for c in r) + "</tr>" for r in rows[1:])
    return head, body


def confluence(blocks):
    out = []
    for kind, *b in blocks:
        if kind == "h" and b[0] > 1:
            out.append(f'<h{b[0]} id="id-{b[1].replace(" ", "")}">{esc(b[1])}</h{b[0]}>')
        elif kind == "p":
            out.append(f"<p>{esc(b[0])}</p>")
        elif kind in ("ul", "ol"):
            out.append(f"<{kind}>" + "".join(f"<li><p>{esc(x)}</p></li>\n" for x in b[0]) + f"</{kind}>")
        elif kind == "task":
            items = "".join('<li %sdata-inline-task-id="1"><span>%s</span></li>\n' % ('class="checked" ' if d else "", esc(x)) for d, x in b[0])
            out.append('<ul class="inline-task-list" data-inline-tasks-content-id="98">' + items + "</ul>")
        elif kind == "quote":
            out.append('<div class="confluence-information-macro confluence-information-macro-information">'
                       '<span class="aui-icon aui-icon-small confluence-information-macro-icon"></span>'
                       f'<div class="confluence-information-macro-body"><p>{esc(b[0])}</p></div></div>')
        elif kind == "code":
            out.append('<div class="code panel pdl"><div class="codeContent panelContent pdl">\n<pre class="syntaxhighlighter-pre" '
                       f'data-syntaxhighlighter-params="brush: {b[0]}; gutter: false" data-theme="Confluence">'
                       + html.escape("\n".join(b[1])) + "</pre>\n</div></div>")
        elif kind == "table":
            head, body = table(b[0], '<th class="confluenceTh"><p><strong>%s</strong></p></th>', '<td class="confluenceTd"><p>%s</p></td>')
            out.append('<div class="table-wrap"><table class="wrapped confluenceTable"><colgroup><col/><col/></colgroup><tbody>\n<tr>'
                       + head + "</tr>\n" + body + "\n</tbody></table></div>")
    return "\n".join(out)


def storage(blocks):
    out = []
    for kind, *b in blocks:
        if kind == "h":
            out.append(f"<h{b[0]}>{esc(b[1])}</h{b[0]}>")
        elif kind == "p":
            out.append(f"<p>{esc(b[0])}</p>")
        elif kind in ("ul", "ol"):
            out.append(f"<{kind}>" + "".join(f"<li><p>{esc(x)}</p></li>" for x in b[0]) + f"</{kind}>")
        elif kind == "task":
            items = "".join(f"<ac:task>\n<ac:task-id>{n}</ac:task-id>\n<ac:task-status>{'complete' if d else 'incomplete'}</ac:task-status>\n"
                            f'<ac:task-body><span class="placeholder-inline-tasks">{esc(x)}</span></ac:task-body>\n</ac:task>\n'
                            for n, (d, x) in enumerate(b[0]))
            out.append("<ac:task-list>\n" + items + "</ac:task-list>")
        elif kind == "quote":
            out.append('<ac:structured-macro ac:name="info" ac:schema-version="1"><ac:rich-text-body><p>'
                       + esc(b[0]) + "</p></ac:rich-text-body></ac:structured-macro>")
        elif kind == "code":
            out.append(f'<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">{b[0]}</ac:parameter>'
                       "<ac:plain-text-body><![CDATA[" + "\n".join(b[1]) + "]]></ac:plain-text-body></ac:structured-macro>")
        elif kind == "table":
            head, body = table(b[0], "<th>%s</th>", "<td>%s</td>")
            out.append("<table><tbody><tr>" + head + "</tr>" + body + "</tbody></table>")
    return "\n".join(out)


def notion(blocks):
    out = []
    for kind, *b in blocks:
        if kind == "h" and b[0] > 1:
            out.append(f'<h{b[0] - 1} id="9f" class="">{esc(b[1])}</h{b[0] - 1}>')
        elif kind == "p":
            out.append(f'<p id="1" class="">{esc(b[0])}</p>')
        elif kind == "ul":
            out += [f'<ul id="2" class="bulleted-list"><li style="list-style-type:disc">{esc(x)}</li></ul>' for x in b[0]]
        elif kind == "ol":
            out += [f'<ol type="1" id="3" class="numbered-list" start="{n}"><li>{esc(x)}</li></ol>' for n, x in enumerate(b[0], 1)]
        elif kind == "task":
            out += [f'<ul id="4" class="to-do-list"><li><div class="checkbox checkbox-{"on" if d else "off"}"></div> '
                    f'<span class="to-do-children-{"" if d else "un"}checked">{esc(x)}</span></li></ul>' for d, x in b[0]]
        elif kind == "quote":
            out.append('<figure class="callout" style="white-space:pre-wrap;display:flex" id="5"><div style="font-size:1.5em">'
                       f'<span class="icon">&#128161;</span></div><div style="width:100%"><p>{esc(b[0])}</p></div></figure>')
        elif kind == "code":
            out.append(f'<pre id="6" class="code"><code class="language-{b[0].capitalize()}">' + html.escape("\n".join(b[1])) + "</code></pre>")
        elif kind == "table":
            head, body = table(b[0], '<th id="a" class="simple-table-header">%s</th>', '<td id="b" class="">%s</td>')
            out.append('<table id="7" class="simple-table"><thead class="simple-table-header"><tr id="8">' + head
                       + "</tr></thead><tbody>" + body + "</tbody></table>")
    return "".join(out)


def cells(lines):
    """The design as cells: one for each section, code by itself."""
    out, current, i = [], [], 0

    def add(kind, part, **more):
        source = [x + "\n" for x in part[:-1]] + part[-1:]
        out.append({"cell_type": kind, "id": f"c{len(out)}", "metadata": {}, **more, "source": source})

    def flush():
        text = "\n".join(current).strip("\n")
        current.clear()
        if text:
            add("markdown", text.split("\n"))

    while i < len(lines):
        if lines[i] == "```python":
            flush()
            end = lines.index("```", i + 1)
            add("code", lines[i + 1:end], execution_count=1,
                outputs=[{"name": "stdout", "output_type": "stream", "text": ["We use Kafka.\n"]}])
            i = end + 1
            continue
        if lines[i].startswith("## "):
            flush()
        current.append(lines[i])
        i += 1
    flush()
    return out


def write(name, text):
    with open(FOLDER + name, "w", encoding="utf-8") as f:
        f.write(text)


def main():
    lines, blocks = read()
    page = confluence(blocks)
    write("confluence.html", f"""<!DOCTYPE html>
<html>
    <head>
        <title>Logistics : Parcel tracking service</title>
        <link rel="stylesheet" href="styles/site.css" type="text/css" />
        <META http-equiv="Content-Type" content="text/html; charset=UTF-8">
        <style>p {{ color: red }}</style>
    </head>
    <body class="theme-default aui-theme-default">
        <div id="page">
            <div id="main" class="aui-page-panel">
                <div id="main-header">
                    <div id="breadcrumb-section">
                        <ol id="breadcrumbs"><li class="first"><span><a href="index.html">Logistics</a></span></li></ol>
                    </div>
                    <h1 id="title-heading" class="pagetitle"><span id="title-text">
                            Parcel tracking service
                    </span></h1>
                </div>
                <div id="content" class="view">
                    <div id="main-content" class="wiki-content group">
<div class="toc-macro"><ul><li><a href="#id-Data">Data</a></li></ul></div>
{page}
                    </div>
                </div>
            </div>
            <div id="footer" role="contentinfo"><section class="footer-body"><p>Document generated by Confluence</p></section></div>
        </div>
        <script>var redis = "no claim";</script>
    </body>
</html>
""")
    write("storage.html", storage(blocks) + "\n")
    write("notion.html", '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><title>Parcel tracking service</title>'
          "<style>\nbody { margin: 0 }\n</style></head><body><article id=\"0\" class=\"page sans\"><header>"
          '<h1 class="page-title">Parcel tracking service</h1><p class="page-description"></p><table class="properties"><tbody>'
          '<tr class="property-row"><th><span class="icon property-icon"></span>status</th><td><span class="status-value">draft</span></td></tr>'
          '</tbody></table></header><div class="page-body">' + notion(blocks)
          + '</div></article><span class="sans" style="font-size:14px;padding-top:2em"></span></body></html>\n')
    write("design.ipynb", json.dumps({
        "cells": cells(lines),
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                     "language_info": {"name": "python", "version": "3.13.1"}},
        "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n")
    body = ('<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>Parcel tracking service</title></head>'
            "<body><h1>Parcel tracking service</h1><div class=\"Section1\">" + page + "</div></body></html>")
    write("word-export.doc", """Date: Mon, 2 Mar 2026 09:00:00 +0000 (UTC)
Message-ID: <1.1.1740906000000@wiki>
Subject: Exported From Confluence
MIME-Version: 1.0
Content-Type: multipart/related; 
\tboundary="----=_Part_1_2.3"

------=_Part_1_2.3
Content-Type: text/html; charset=UTF-8
Content-Transfer-Encoding: quoted-printable
Content-Location: file:///C:/exported.html

""" + quopri.encodestring(body.encode()).decode() + "\n------=_Part_1_2.3--\n")


main()

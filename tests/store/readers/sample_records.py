"""Small files of records, made here: tables, exports, mail and references."""

from __future__ import annotations

import json

from store.readers.sample_documents import STORY

STORIES = [
    {"title": "Treaty signed", "author": {"name": "Ana Ruiz"}, "text": STORY, "tags": ["law"]},
    {"title": "Ships", "date": "2026-03-24", "url": "https://coast.example/2", "text": None},
]
WALLABAG = {
    "title": "Treaty signed",
    "url": "https://coast.example/1",
    "is_archived": False,
    "is_starred": True,
    "content": f"<p>{STORY}</p>",
    "tags": ["law"],
}

RIS = f"""Provider: Coast
1.
TY  - NEWS
TI  - Treaty signed
AU  - Ruiz, Ana
AU  - Moll, Piet
T2  - Coast Daily
DA  - 2026/03/24/
KW  - law; trade
UR  - https://coast.example/1
AB  - {STORY.strip()}
ER  -

TY  - JOUR
TI  - Ships
DO  - 10.1000/ships
"""
SCIENCE = f"""FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Ruiz, A
AF Ruiz, Ana
   Moll, Piet
TI Treaty
   signed
SO COAST
LA English
DE law; trade
AB {STORY[:60]}
   {STORY[60:90]}
PD MAR 24
PY 2026
DI 10.1000/1
ER

EF
"""

RECORDS: dict[str, bytes] = {
    "table.csv": (
        f"id,title,author,date,url,text,tags\n1,Treaty signed,Ana Ruiz,2026-03-24,"
        f'https://coast.example/1,"{STORY}","law, trade"\n2,Ships,,,https://coast.example/2,,\n'
    ).encode(),
    "table.tsv": f'Headline\tBody\nTreaty signed\t"{STORY}"\n'.encode("utf-16"),
    "stories.jsonl": "".join(json.dumps(each) + "\n" for each in STORIES).encode(),
    "stories.json": json.dumps({"status": "ok", "articles": STORIES}).encode(),
    "list.json": json.dumps(STORIES, indent=1).encode(),
    "wallabag.json": json.dumps([WALLABAG]).encode(),
    "bookmarks.html": (
        b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<H1>Menu</H1>\n<DL><p><DT><H3>News</H3><DL><p>"
        b"<DT><A HREF='https://coast.example/1' ADD_DATE='1686813518' TAGS='law'>Treaty</A>"
        b"<DD>Signed.</DL></DL>"
    ),
    "references.ris": RIS.encode(),
    "savedrecs.txt": SCIENCE.encode(),
}

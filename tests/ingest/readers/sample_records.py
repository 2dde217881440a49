"""Small files of records, made here: tables, exports, mail and references."""

from __future__ import annotations

import json

from ingest.readers.sample_documents import STORY

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

MAIL = f"""Received: from mail.example by mx.example; Tue, 24 Mar 2026 08:00:01 +0000
Message-ID: <1@coast.example>
From: =?utf-8?q?Ana_Ru=C3=ADz?= <ana@coast.example>
To: desk@coast.example
Subject: Treaty
 signed
Date: Tue, 24 Mar 2026 09:00:00 +0100
List-Id: "Coast Daily" <daily.coast.example>
Content-Language: en
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b1"

--b1
Content-Type: multipart/alternative; boundary="b2"

--b2
Content-Type: text/plain; charset=utf-8

{STORY}
--b2
Content-Type: text/html; charset=utf-8

<p>In HTML</p>
--b2--
--b1
Content-Type: application/pdf; name="treaty.pdf"
Content-Disposition: attachment; filename="treaty.pdf"
Content-Transfer-Encoding: base64

JVBERg==
--b1--
"""
MBOX = f"""From ana@coast.example Tue Mar 24 09:00:00 2026
{MAIL}
From - Tue Mar 24 09:01:00 2026
Subject: Ships
Content-Type: text/html; charset=iso-8859-1

<p>Two ships left Port Amsel.</p>

>From there they sailed on.
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
    "message.eml": MAIL.encode(),
    "list.mbox": MBOX.encode(),
}

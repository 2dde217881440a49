"""Small files of records, made here: tables, exports, mail and references."""

from __future__ import annotations

from store.readers.sample_documents import STORY

RECORDS: dict[str, bytes] = {
    "table.csv": (
        f"id,title,author,date,url,text,tags\n1,Treaty signed,Ana Ruiz,2026-03-24,"
        f'https://coast.example/1,"{STORY}","law, trade"\n2,Ships,,,https://coast.example/2,,\n'
    ).encode(),
    "table.tsv": f'Headline\tBody\nTreaty signed\t"{STORY}"\n'.encode("utf-16"),
}

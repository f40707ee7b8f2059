"""A small org to write tests about, as the files that an import takes: two people, an objective, three key results."""

from __future__ import annotations

from textwrap import dedent

from data import config, imports
from data.imports import Report
from data.store.connection import Store

SETTINGS = config.Settings()

ORG = {
    "people": """
        email,name,role,team,stand_in
        ana@acme.example,Ana,director,Platform,
        ben@acme.example,Ben,owner,Platform,ana@acme.example
    """,
    "objectives": """
        objective,quarter,title,why,team,owner
        reliability,FY22 Q4,People can rely on us,Every outage costs a customer,Platform,ana@acme.example
    """,
    "kpis": """
        kpi,name,unit,good_direction
        p95,Search p95,ms,down
        installs,Installs,installs,up
    """,
    "key_results": """
        key_result,objective,title,owner,kind,unit,baseline,target,weight,kpi
        self-serve,reliability,Self-serve installs,ana@acme.example,increase,installs,20,80,,
        latency,reliability,Search is quick,ben@acme.example,decrease,ms,900,500,2,p95
        rotation,reliability,A second rotation,ben@acme.example,done,,,,,
    """,
}


def bring_in(store: Store, **files: str) -> Report:
    """Import files by noun: bring_in(store, **ORG), bring_in(store, updates="key_result,week,value …")."""
    return imports.bring_in(store, SETTINGS, contents(**files))


def contents(**files: str) -> dict[str, bytes]:
    return {f"{noun}.csv": dedent(text).strip().encode() for noun, text in files.items()}

"""Names told by a word of respect, a patronymic or an address, each with a near miss beside it."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Code, Verdict

NAMES = [
    ("Herr Knöpfle, Hausnummer 7, schreit den Briefkasten an", "ein Herr mit Hut schreit den Briefkasten an"),
    ("Frau Schlottermüller fegt die Treppe", "Frau Wolke fegt den Himmel"),
    ("Madame Vandenbossche du 3e étage tape sur les murs", "Madame la Lune se lève sur les murs"),
    ("pan Zbyszek z parteru śpiewa", "pan młody z klocków śpiewa"),
    ("господин Кузнецов на втором этаже поёт", "господин в шляпе поёт"),
    ("Sharma ji chases pigeons", "dear sir, chase the pigeons"),
    ("Verma aunty flat 302 wali jhagda kar rahi hain", "Dutch uncle in the morning light"),
    ("शर्मा अंकल पतंग उड़ाते हुए", "अंकल पतंग उड़ाते हुए"),
    ("Üçüncü kattaki Ayşe Hanım halay çekiyor", "bir hanım halay çekiyor"),
    ("Зинаида Прокопьевна Лыткина кормит медведя", "Ивановская область зимой, поля"),
    ("з Оксаною Василівною з третього поверху", "з королівною з казки"),
    ("ролик про Иванову Марию Петровну", "ролик про корову и ворону"),
    ("Olga Petrovna sings opera", "a petrovna sings opera"),
    ("SERGEI VIKTOROVICH SINGS by Sergei Viktorovich", "VIKTOROVICH"),
]

SHAPED = [
    ("Quiero un video de Maricarmen Izaguirre Botello bailando", "Quiero un video de una marimba sonando"),
    ("Fai vedere Gianfilippo Scarpazza che litiga", "Fai vedere Giancollina in fiore"),
    ("Jean-Baptiste Lagarrigue dans la neige", "un porte-manteau dans la neige"),
    ("quero ver Jurandira Teixeira Barbosa dançando", "quero ver Teixeira dançando"),
    ("jennifer oduya-marsh spilling coffee on the printer", "jennifer blue-green spilling colours"),
    ("martin kowalski-brandt eats a stapler", "a salt-water lake at dawn"),
]


@pytest.mark.parametrize(("name", "like"), [*NAMES, *SHAPED])
def test_a_name_told_by_its_company_is_a_question(shipped: Gate, name: str, like: str) -> None:
    assert Code.NAME_SHAPED in {finding.code for finding in shipped.check(name).findings}
    decision = shipped.check(like)
    assert decision.verdict is Verdict.ALLOW, decision.findings

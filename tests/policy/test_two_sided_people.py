"""The other side of the context: a person is named beside a place, a thing or a song that carries a name."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Verdict

PEOPLE = [
    "Donald Trump outside the tower",
    "John F. Kennedy at an airport",
    "Abraham Zelensky and Volodymyr Zelenskyy in Lincoln Center",
    "Taylor Swift with a swift on her hand",
    "Nicole Kidman at Lake Victoria",
    "Elon Musk beside a Tesla coil",
    "Harrison Ford in a Ford truck",
    "Ralph Lauren walking his dog",
    "Michael Jordan holding Air Jordan sneakers",
    "Michael Kors on a runway",
    "Calvin Klein at a desk",
    "Tom Ford in a black suit",
    "Tom Holland in Holland",
    "Stanley Tucci with the Stanley Cup",
    "Kate Winslet on the Titanic",
    "Leonardo DiCaprio with an Oscar statuette",
    "Margaret Thatcher next to a thatcher",
    "Will Smith with a blacksmith",
    "Jack Black on a black horse",
    "Emma Stone throws a stone",
    "Chris Rock on a rock",
    "Tiger Woods in the woods",
    "Brad Pitt in a pit",
    "Sean Penn with a pen",
    "Robin Williams with a robin",
    "Jay Leno with a jay",
    "Steve Martin and a martin",
    "Amber Heard in amber light",
    "Rose Byrne in a rose garden",
    "Lily Collins at a lily pond",
    "Olivia Wilde in the wild",
    "Jude Law reads the law",
    "Orlando Bloom in Orlando",
    "Paris Hilton in Paris",
    "Austin Butler in Austin, Texas",
    "Florence Pugh in Florence, Italy",
    "Charlize Theron at Charlotte airport",
    "Whitney Houston in Houston",
    "Jackson Pollock paints",
    "Janet Jackson at Jackson Hole",
    "Samuel L. Jackson in a Jackson hotel",
    "Denzel Washington in Washington DC",
    "Kerry Washington at the Washington Monument",
    "George Clooney drinking Jack Daniel's",
    "Justin Timberlake eating Caesar salad",
    "Julia Roberts drinks Earl Grey tea",
    "Gordon Ramsay makes beef Wellington",
    "Jamie Oliver cooks eggs Benedict",
    "Albert Einstein explains the Doppler effect",
    "Stephen Hawking explains Hawking radiation",
    "Marie Curie in a laboratory",
    "Alan Turing builds a Turing machine",
    "Neil deGrasse Tyson on Halley's comet",
    "Bill Nye with a Bunsen burner",
    "Bill Gates pays a bill",
    "Mark Zuckerberg makes a mark",
    "Jeff Bezos on the Amazon River",
    "Steve Jobs eats an apple",
    "Tim Cook cooks",
    "Larry Page turns a page",
    "Warren Buffett at a buffet",
    "Richard Branson on a ship",
    "Serena Williams at Arthur Ashe Stadium",
    "Rafael Nadal at Roland Garros",
    "Roger Federer with a Davis Cup",
    "Lionel Messi at Camp Nou",
    "Cristiano Ronaldo at Cristiano Ronaldo Airport",
    "Usain Bolt and a lightning bolt",
    "Conor McGregor in a pub",
    "David Beckham with Victoria sponge",
    "Victoria Beckham at Victoria Station",
    "Prince Harry at King's Cross",
    "Meghan Markle with a King Charles spaniel",
    "Joe Biden on St. Patrick's Day",
    "Barack Obama under a Joshua tree",
    "Hillary Clinton in Clinton County",
    "Bernie Sanders sands a table",
    "Boris Johnson at Downing Street",
    "Angela Merkel by the Berlin Wall",
    "Emmanuel Macron at Charles de Gaulle Airport",
    "Vladimir Putin on Red Square",
    "Xi Jinping on Tiananmen Square",
    "Narendra Modi at the Taj Mahal",
    "Beyoncé drinks a Bloody Mary",
    "Rihanna under an umbrella",
    "Lady Gaga at the Emmy Awards",
    "Ed Sheeran plays a Gibson guitar",
    "Billie Eilish listens to Billie Jean",
    "Justin Bieber rides a Ferris wheel",
    "Ariana Grande with a grande latte",
    "Katy Perry with a Pink Lady apple",
    "Dolly Parton with a dolly",
    "Johnny Cash counts cash",
    "Freddie Mercury and the planet Mercury",
    "Elton John at John Lennon Airport",
    "John Lennon on Penny Lane",
    "Paul McCartney at Abbey Road",
    "Kanye West in the west",
    "Jennifer Lawrence on the St. Lawrence River",
    "Scarlett Johansson with a Jack Russell terrier",
    "Keanu Reeves rides a Harley Davidson",
    "Clint Eastwood with a Colt revolver",
    "Arnold Schwarzenegger eats a Sacher torte",
    "Bruce Lee at a Bruce Springsteen concert",
    "Jackie Chan does jumping jacks",
    "Priyanka Chopra in Jaipur",
    "Shah Rukh Khan on a train",
    "Malala Yousafzai at the Nobel Prize ceremony",
    "Greta Thunberg on a sail boat",
    "Oprah Winfrey reads a Pulitzer Prize book",
    "Ellen DeGeneres tells a joke",
    "Jimmy Fallon and a falcon",
    "Kim Kardashian with a Louis Vuitton bag",
    "Kylie Jenner with Max Factor lipstick",
    "Cate Blanchett at the Sydney Opera House",
    "Hugh Jackman as a wolverine",
    "Russell Crowe with a Jack Russell",
    "Ryan Gosling with a gosling",
    "Megan Fox with a fox",
    "Nicolas Cage in a cage",
    "Kevin Bacon fries bacon",
    "Jon Snow actor Kit Harington in snow",
    "Jamie Foxx chases a fox",
    "Ashton Kutcher in a kitchen",
    "Mila Kunis with an apple",
    "Natalie Portman at the port",
    "Halle Berry picks berries",
    "Chevy Chase chases a chevy",
    "Forest Whitaker in a forest",
    "River Phoenix actor by a river",
    "Joaquin Phoenix watches a phoenix",
    "Sharon Stone by a rose of Sharon",
    "Tina Turner at the Turner Prize",
    "Kurt Cobain with a Moog synthesizer",
    "Snoop Dogg walks a dog",
    "Simon Cowell eats oysters Rockefeller",
    "Naomi Campbell eats Campbell soup",
    "Cindy Crawford in a Mercedes Benz",
    "Gal Gadot at Ben Gurion Airport",
]


@pytest.mark.parametrize("text", PEOPLE)
def test_the_person_beside_the_thing_does_not_pass(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is not Verdict.ALLOW


NAMESAKES = [
    "Prince Albert grain silo",
    "a grain silo in Prince Albert, Saskatchewan",
    "the city of Prince Albert in winter",
    "a Prince Albert tobacco tin",
    "a Colonel Sanders bucket on a table",
    "a Tommy Hilfiger flag",
]
BEARERS = [
    "Prince Albert waves at a grain silo",
    "Prince Albert of Monaco in winter",
    "the prince, Albert, smokes tobacco",
    "Prince Albert in the city",
    "Colonel Sanders holds a bucket",
    "Tommy Hilfiger waves a flag",
]


@pytest.mark.parametrize("text", NAMESAKES)
def test_towns_and_goods_of_a_name_are_nobody(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize("text", BEARERS)
def test_their_namesakes_stay_blocked(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "50 cents on a table in the evening",
        "a rod on a table, a reel beside it",
        "black coffee in a cup",
        "two birds fly north west",
        "beast mode written on a gym wall",
        "a macron over the letter a in a spelling lesson",
        "björk är ett vackert träd",
        "pele's hair, volcanic threads on a beach",
        "a prince albert tie knot in four steps",
        "梅西百货的橱窗",
        "slow ken burns push over old letters, soft light",
        "Michael holding a balloon",
        "Tom sank into the chair",
        "John waters the plants in the garden",
        "Nicholas sparks a fire with two stones",
        "Ken burns the toast",
    ],
)
def test_a_phrase_of_common_words_is_nobody_though_somebody_goes_by_it(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    "text",
    [
        "A-Rod waves to the crowd",
        "50 Cent at a concert",
        "the rapper Ice-T in a garden",
        "John Waters the director",
        "john waters dances",
    ],
)
def test_with_capitals_or_on_a_stage_it_is_the_person(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "a beach in Florida at sunset",
        "alligators, everglades, florida",
        "matahari terbit di pantai",
        "melc pe o frunză",
    ],
)
def test_a_word_is_no_name_without_its_space(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


def test_the_name_with_its_space_is(shipped: Gate) -> None:
    assert shipped.check("Flo Rida on a stage").verdict is Verdict.BLOCK

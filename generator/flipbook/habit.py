"""What a thing does when nobody says what it does: fish swim, planes fly, cars drive, flowers sway."""

from __future__ import annotations

_HABITS = {
    "swim": "fish shark dolphin whale octopus turtle jellyfish squid seal submarine swimmer surfer duck swan penguin",
    "fly": "airplane plane jet helicopter bird dove eagle hawk butterfly bee honeybee dragon bat owl parrot ladybug "
    "ladybird flying superhero",
    "drive": "car taxi bus truck van ambulance tractor train tram motorcycle motorbike bicycle bike cyclist "
    "police fire "
    "lorry automobile scooter",
    "run": "fox horse hare running runner jogger leopard tiger kangaroo dinosaur wolf deer",
    "walk": "walking elephant cow sheep camel giraffe pedestrian bear lion pig zebra",
    "hop": "rabbit bunny frog kangaroo",
    "take_off": "rocket spaceship starship",
    "float": "balloon ufo saucer cloud astronaut ghost parachute kite satellite planet moon sun star",
    "bob": "boat sailboat ship yacht ferry island",
    "bounce": "ball basketball volleyball",
    "sway": "tree flower rose tulip sunflower seedling sprout blossom cactus palm leaf plant bud clover bouquet",
    "pulse": "heart cell lungs",
    "wave": "person waving user",
    "pop_in": "check mark party popper sparkles gift present trophy bubble light bulb idea",
    "shake": "alarm bell error cross",
    "spin": "gear globe earth world coin wheel hourglass settings",
}
_BY_WORD = {word: motion for motion, words in reversed(_HABITS.items()) for word in words.split()}
OTHERWISE = "idle"


def habit(subject: str) -> str:
    """Name of the usual motion of a subject's words; the last word that has one decides, else `idle`."""
    for word in reversed(subject.lower().split()):
        if word in _BY_WORD:
            return _BY_WORD[word]
    return OTHERWISE


_HOMES = {
    "underwater": "fish shark dolphin whale octopus turtle jellyfish squid submarine coral seashell",
    "in the sky": "airplane plane jet helicopter bird eagle hawk balloon kite cloud rainbow dragon parachute bat dove",
    "in space": "rocket astronaut planet moon star sun ufo saucer satellite comet spaceship starship earth "
    "alien saturn",
    "on the sea": "boat sailboat ship yacht ferry lighthouse surfer wave anchor island swimmer",
    "on a street": "car taxi bus truck van ambulance motorcycle bicycle tram cyclist police skateboard runner "
    "house shop",
    "in a green meadow": "cow sheep horse goat pig rabbit fox dog cat hare deer flower tree butterfly bee "
    "elephant lion "
    "bear wolf giraffe zebra tiger monkey mouse hedgehog frog bird chicken rooster duck unicorn dinosaur "
    "kangaroo panda",
    "in a garden": "rose tulip sunflower seedling sprout cactus blossom bud snail ladybug ladybird bouquet clover",
    "in a park": "person man woman boy girl child walking running walker kid baby",
    "in a kitchen": "bread pizza cake coffee mug teapot egg cheese apple banana lemon tomato carrot burger hamburger "
    "cookie soup popcorn pancakes cooking pear orange grapes strawberry milk salad",
    "on a stage": "trophy microphone guitar drum violin trumpet dancer dancing singer crown clown",
    "in a laboratory": "cell microbe dna bacteria virus scientist microscope tube atom lungs brain heart organ",
    "in an office": "laptop computer printer briefcase chart calendar clipboard folder document statistics graph",
}
_HOME_BY_WORD = {word: place for place, words in reversed(_HOMES.items()) for word in words.split()}
PLAIN = "on an abstract background"


def home(subject: str) -> str:
    """Where a subject is shown when nobody says where; the last word that has a home decides, else a plain ground."""
    for word in reversed(subject.lower().split()):
        if word in _HOME_BY_WORD:
            return _HOME_BY_WORD[word]
    return PLAIN


def stays(subject: str) -> bool:
    return habit(subject) == OTHERWISE and home(subject) != PLAIN

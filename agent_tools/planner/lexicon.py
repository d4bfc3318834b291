"""The planner's word tables: closed classes, verbs, places and nouns that behave oddly. Data only.

Tables of words are strings split on blanks, so that a row reads like a row and a diff shows one word.
"""

from __future__ import annotations

NUMBERS: dict[str, int] = {
    word: value
    for value, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90}

ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth last final".split())

ARTICLES = frozenset("a an the".split())
POSSESSIVES = frozenset("my our your his her its their".split())
QUANTIFIERS = frozenset(
    "this that these those some any every each another both all several many few various no".split()
)
DETERMINERS = ARTICLES | POSSESSIVES | QUANTIFIERS | NUMBERS.keys()

PERSON_PRONOUNS = frozenset("he she who".split())
SUBJECT_PRONOUNS = frozenset("i you we they it he she someone somebody everyone everybody nobody".split())
OBJECT_PRONOUNS = frozenset("me you us them it him".split())

CONJUNCTIONS = frozenset("and & or but plus".split())
RELATIVES = frozenset("that who which".split())
TOGETHER = frozenset("while as whilst".split())
"""Words that open a clause which is seen at the same time."""
CONDITIONS = frozenset(
    "when whenever if because once before after until unless since although so where why how".split()
)
"""Words that open a clause which explains, and shows nothing of its own."""

LOCATIVE = frozenset(
    "in on at under beneath underneath below above near beside behind inside outside among amongst between against "
    "within amid atop by beyond".split()
)
PATH = frozenset(
    "across through along over past into onto toward towards around round down up throughout off from to "
    "alongside".split()
)
OTHER_PREPOSITIONS = frozenset("with without of for like about during via per versus than".split())
PREPOSITIONS = LOCATIVE | PATH | OTHER_PREPOSITIONS
COMPOUND_PREPOSITIONS = tuple(
    tuple(phrase.split())
    for phrase in (
        "in front of|in the middle of|in the center of|in the centre of|at the edge of|at the foot of|at the top of|"
        "at the bottom of|at the end of|on top of|on the edge of|on the side of|on the back of|next to|close to|"
        "away from|out of|inside of|outside of|on board|along with|together with|instead of|because of|up to|"
        "down to|across from|far from|surrounded by|covered in|filled with|full of"
    ).split("|")
)
PARTICLES = frozenset(
    "up down away back forward forwards backward backwards off out in over around by past together apart left right "
    "along on ahead upward upwards downward downwards upside sideways aside".split()
)
ADVERBS = frozenset(
    "slowly quickly gently happily again fast high low home then now there here just also too very still suddenly "
    "always never soon later often once twice upstairs downstairs outdoors indoors nearby forever everywhere "
    "straight almost alone well only finally even not please".split()
)

BE = frozenset("is are was were be been being am 's 're".split())
AUXILIARIES = BE | frozenset("will would can could should may might must has have had do does did gets get".split())
STATIVE = frozenset("be have look seem wear contain feature need want like belong mean cost stay remain".split())
"""Verbs that describe. A sentence with nothing else is no shot of its own."""
CATENATIVE = frozenset("start stop begin keep go come continue enjoy try help let make want learn manage get".split())
"""Verbs that are followed by another verb."""
AMBIENT = frozenset("sun moon rain snow wind sky star light stars lights weather air background music".split())
"""Subjects whose sentence sets the scene instead of being one."""

VERBS = tuple(
    """
accelerate accept add adjust admire aim alight amble animate appear approach arrange arrive ask assemble attach
attack awake back bake balance bark bask bathe beam beat become beg begin bend bite blast blaze blend blink bloom
blossom blow blush boil bop bounce bow bowl brake break breathe brew bring bubble build bump burn burrow burst buy buzz
call canter carry cartwheel carve cast catch celebrate change charge chase chat chatter check cheer chew chirp chop
chug circle clap clean click climb cling close coast coil collapse collect collide come compare complete confirm connect
cook count cover crack crash crawl create creep cross crouch cruise crumble crush cry cut cuddle curl cycle dance
dangle darken dart dash decorate deliver depart descend detect develop dig dim dip disappear discover dissolve dive
divide do dodge download drag draw dream drift drill drink drip drive drizzle drop drown drum dry dunk dust eat
emerge empty enter erupt escape evaporate examine exit expand explain explode explore extend fade fail fall feed feel
fetch fight fill find finish fish fix flap flare flash flee flicker flip flit float flock flood flow flutter fly fold
follow forget form freeze frolic fry gallop gather gaze get giggle give glance gleam glide glisten glitter gallop glow
go grab graze greet grin grind grip groom grow growl hand hang happen harvest hatch have head heal hear heat help hide
hike hit hold hop hover howl hug hum hunt hurry ignite inflate inspect invite jiggle jog join juggle jump kick kiss
knead knit knock land laugh launch lay lead leak lean leap learn leave let lick lie lift light line listen load lock
log look loom loop lower make march mash measure meditate meet melt merge meow mix move mow multiply munch nap
navigate nest nibble nod notice observe offer open orbit order ooze overflow pace pack paddle paint pant parade park
parachute pass pat pause paw pay peck pedal peek peel peer perch perform pet pick pirouette pitch place plant play
plod plow plunge point poke pollinate pop pounce pour practice pray prepare present press prowl puff pull pulse pump
punch purr push put quack race rain raise raft reach read rebound receive recharge recycle reflect relax release
repair reset reside rest return reveal revolve ride ring ripple rise roam roar roast rock roll romp rotate row rub
ruffle run rush rustle sail save saw scamper scan scatter scold scoop scoot scrape scratch scream scroll scrub scurry
search see select send serve set settle sew shake share shatter shed shine ship shiver shoot shop shout shovel show
shower shrink shrug shuffle shut sign sing sink sip sit skate skateboard ski skid skip skydive slam sleep slice slide
slip slither slouch slow slurp smash smell smile snap sneak sneeze sniff snooze snore snow snowboard snuggle soak soar
solve somersault sparkle speak speed spill spin spiral splash splatter split spot spray spread spring sprint sprinkle
sprout squat squeeze squirm squirt stack stagger stalk stamp stand stare start startle stay steam steer step stir stomp
stop stretch stride stroke stroll strum study stumble submit succeed surf surface surprise surround sway sweep swim
swing swipe swirl swoop swish tackle take talk tap tape taste taxi teach tear teeter tell test text think throw tick
tickle tie tilt tiptoe toast toddle topple toss touch tour tow track trade trail train transform travel tread tremble
trot trudge try tumble turn twinkle twirl twist type unbox unfold unfurl unlock unpack unroll unwrap update upload use
vanish vibrate visit wade waddle wag wait wake walk waltz wander warm warn wash watch waver wave weave welcome whirl
enjoy whisk whistle whiz win wink wipe wobble work worship wrap wrestle wriggle write yawn yell zigzag zip zoom wear
want need like love look seem contain feature belong stay remain live rattle moo bleat hoot wilt circulate blur rev
crackle drool whimper pass overtake explode nudge ascend levitate undulate wiggle shimmer shimmy slam snowball fan
""".split()
)

IRREGULAR: dict[str, str] = dict(
    pair.split(":")
    for pair in """
ran:run swam:swim flew:fly fell:fall rose:rise sang:sing sat:sit stood:stand slept:sleep woke:wake ate:eat
drank:drink drove:drive rode:ride came:come went:go saw:see shone:shine shot:shoot swung:swing threw:throw
caught:catch built:build broke:break grew:grow began:begin blew:blow burst:burst crept:creep drew:draw dug:dig
fought:fight found:find froze:freeze gave:give held:hold hid:hide hung:hang kept:keep knelt:kneel left:leave leapt:leap
lit:light made:make met:meet ran:run rang:ring read:read sank:sink sent:send shook:shake shrank:shrink slid:slide
spoke:speak spun:spin split:split spread:spread sprang:spring struck:strike swept:sweep swept:sweep took:take
taught:teach told:tell tore:tear wept:weep wore:wear won:win wove:weave wrote:write became:become brought:bring
is:be are:be was:be were:be am:be has:have had:have does:do did:do goes:go lies:lie lying:lie dying:die dies:die
""".split()
)

TRAVEL = frozenset(
    """
run walk fly drive swim roll cross slide pass dash sprint race gallop trot march stroll wander hike jog crawl creep
glide sail float drift soar travel cycle ride skate ski surf rush hurry scurry scamper slither hop skip zoom speed
cruise move swoop dart paddle row chug coast waddle
""".split()
)
"""Verbs that carry a subject through the frame when a path follows."""

PLACES = frozenset(
    """
field meadow hill hillside mountain range mountainside valley cliff canyon cave beach shore coast seaside sea ocean
lake pond
river stream waterfall pool bay harbor harbour island desert dune oasis forest wood woods woodland jungle rainforest
savanna savannah prairie swamp garden backyard yard lawn park playground farm barn orchard vineyard greenhouse city
town village skyline street road highway avenue alley lane path trail track sidewalk pavement crosswalk bridge tunnel
square plaza market mall shop store supermarket restaurant cafe café bakery bar kitchen bedroom bathroom room office
desk table counter shelf floor wall rooftop roof balcony terrace porch house home apartment building tower castle
palace temple church museum library school classroom university laboratory lab hospital clinic station airport runway
platform port dock stage theater theatre studio cinema stadium arena gym court pitch rink space galaxy planet moon mars
earth orbit universe nebula sky cloud clouds air horizon stars underwater reef seabed snow ice glacier iceberg rain
storm fog mist wind sunshine sunlight grass leaves flowers water sand mud background backdrop surface scene landscape
tree trees branch umbrella rainbow sun fence couch sofa bed chair bench window doorway door corner corridor hallway
stairs staircase elevator warehouse factory workshop garage basement attic cellar dungeon zoo aquarium circus fair
carnival campsite campfire tent cabin hut igloo nest burrow den log rock ground soil world grid gradient fireplace
wheatfield turntable pedestal podium plate tray stove carpet ceiling courtyard countryside wilderness tundra volcano
crater arctic antarctica
pasture cornfield boardwalk pier marina poolside riverbank shoreline wave waves distance
""".split()
)

PLACE_PREFERRED = frozenset("space underwater outside indoors outdoors upstairs downstairs underground".split())
"""Single words that say where by themselves."""

FEMALE = frozenset(
    "woman girl lady mother mom mum grandma grandmother queen princess witch sister daughter aunt wife bride actress "
    "heroine goddess mermaid waitress duchess ballerina niece".split()
)
MALE = frozenset(
    "man boy guy gentleman father dad grandpa grandfather king prince wizard brother son uncle husband groom actor "
    "fireman policeman waiter duke nephew santa snowman".split()
)
PERSONS = frozenset(
    """
man woman boy girl person people kid child children teacher student doctor nurse chef cook pilot astronaut wizard witch
king queen prince princess knight pirate farmer firefighter policeman worker engineer scientist artist painter dancer
singer athlete runner swimmer player user customer guy lady gentleman mother father mom dad grandma grandpa baby toddler
friend team family couple driver cyclist skier surfer magician clown mermaid fairy elf hero superhero ninja santa
""".split()
)

SINGULAR_IN_S = frozenset(
    """
lens gas news canvas atlas christmas bias chaos bus cactus octopus virus campus circus glass grass compass dress boss
class process business princess process tennis chess series species headquarters mathematics physics gymnastics glasses
scissors pants jeans shorts headphones binoculars sunglasses pajamas stairs texas paris mars venus uranus hippopotamus
platypus walrus iris pancreas abacus fungus plus minus sports always perhaps less towards across brass moss
james charles thomas lucas nicholas carlos agnes frances cross address photosynthesis mitosis swiss express wireless
""".split()
)
"""Words that end in s and are no plural, or are used like a singular."""

IRREGULAR_PLURALS: dict[str, str] = dict(
    pair.split(":")
    for pair in """
mice:mouse children:child people:person men:man women:woman geese:goose feet:foot teeth:tooth wolves:wolf leaves:leaf
knives:knife lives:life loaves:loaf halves:half shelves:shelf elves:elf calves:calf thieves:thief firemen:fireman
policemen:policeman snowmen:snowman oxen:ox cacti:cactus octopi:octopus butterflies:butterfly fireflies:firefly
dragonflies:dragonfly dice:die puppies:puppy ponies:pony cookies:cookie zombies:zombie movies:movie ties:tie pies:pie
heroes:hero potatoes:potato tomatoes:tomato volcanoes:volcano echoes:echo shoes:shoe canoes:canoe toes:toe
""".split()
)
SAME_IN_PLURAL = frozenset("sheep fish deer moose salmon shrimp bison squid aircraft spacecraft".split())

NOUN_FIRST = frozenset(
    """
lights waves leaves drops flies steps shows plays rings stars plants swings rolls falls rises turns walks runs
jumps sails ships trains parks rocks cranes hands heads faces signs cards boats rains snows blooms dances dreams drinks
smiles looks cuts shots paints boxes marks clocks watches ducks bats bears seals spots stamps springs streams storms
works balls fans beams charges bubbles tapes texts drums logs packs paws
""".split()
)
"""Plural nouns that look like verbs: they stay nouns when a verb follows."""

NOUN_PAIRS = frozenset(
    tuple(pair.split())
    for pair in (
        "street lights|traffic lights|city lights|christmas lights|northern lights|string lights|fairy lights|"
        "stage lights|neon lights|ocean waves|sea waves|sound waves|autumn leaves|fall leaves|palm leaves|rain drops|"
        "water drops|house plants|office plants|potted plants|soap bubbles|speech bubbles|sail boats|race cars|"
        "play button|fire works|polar bears|teddy bears|wrist watches|credit cards|road signs|dance floor|"
        "swimming pool|growth chart|stock market|search bar|loading bar|progress bar|check mark|water bottle|"
        "fire engine|fire truck|ice cream|sign post|light bulb|light bulbs|train station|train tracks|bus stop|rest "
        "area|"
        "race track|rain forest|train set|text message|show room|jump rope|drum set|hand bag|ski lift|snow globe|"
        "snow man|surf board|paint brush|watch tower|fish tank|fish bowl|wind chime|rocking chair"
    ).split("|")
)
"""Pairs whose second or first word is a noun in spite of its verb form."""

ING_NOUNS = frozenset(
    """
king ring wing string thing spring ceiling building wedding evening morning pudding earring painting drawing clothing
sibling duckling dumpling sling swing lightning being nothing something anything everything viking sapling gosling
seedling housing stocking icing frosting railing earthling wing pricing onboarding marketing shipping billing meeting
""".split()
)

GROUPS = frozenset(
    "flock group bunch herd school swarm pair crowd family pack stack pile row line bouquet basket lot couple team "
    "handful set trail dozen series sort kind piece life story journey lifecycle".split()
)
"""`a GROUP of X` is X when it comes to what is drawn."""

EVENTS: dict[str, str] = {
    "launch": "launches",
    "race": "races",
    "takeoff": "takes off",
    "take-off": "takes off",
    "landing": "lands",
    "explosion": "explodes",
    "eruption": "erupts",
    "dance": "dances",
    "jump": "jumps",
    "flight": "flies",
}
"""A noun at the end of a phrase without a verb that says what happens: `a rocket launch`."""

WEARABLE = frozenset(
    """
hat cap coat jacket suit spacesuit dress scarf shirt sweater hoodie costume uniform cape cloak boots shoes gloves
glasses sunglasses helmet crown mask apron armor armour tuxedo robe kimono bow tie tie collar backpack pajamas
""".split()
)

POSSESSOR_DROPPED = frozenset("app company team product business brand user customer website site store shop".split())

ADJECTIVES = frozenset(
    """
    big small little tiny large huge giant tall short long wide narrow thin thick fat round flat red orange yellow green
    blue purple violet pink brown black white gray grey golden silver gold dark light bright pale colorful colourful
    rainbow striped spotted old young new ancient modern fast slow happy sad angry sleepy tired hungry lazy busy brave
    shy funny silly cute adorable fluffy furry soft smooth rough shiny sparkling glossy wooden metal glass plastic
    paper stone snowy sandy grassy rocky rainy sunny cloudy windy stormy foggy misty icy frozen hot cold warm cool wet
    dry empty full open closed broken clean dirty quiet loud calm peaceful busy crowded wild tame strong weak heavy
    beautiful pretty lovely elegant fancy simple plain magic magical mysterious spooky scary friendly kind evil clever
    smart curious playful cheerful joyful excited electric digital robotic mechanical futuristic retro vintage tropical
    autumn winter summer spring baby fresh ripe sweet delicious steaming gentle fierce mighty majestic royal turquoise
    teal crimson scarlet beige ivory maroon navy lime indigo cyan magenta lavender blonde curly transparent glass
    """.split()
)

SCENERY = frozenset(
    """
    field meadow hill hillside mountainside valley beach shore coast seaside sea ocean lake forest woods woodland jungle
    rainforest savanna savannah prairie swamp garden backyard park playground farm vineyard city town village skyline
    street
    road highway avenue alley lane path plaza market restaurant kitchen bedroom bathroom room office classroom
    laboratory
    lab rooftop desert dune canyon galaxy universe space sky horizon landscape background backdrop scene countryside
    wilderness tundra mountains hills fields woods clouds reef coastline
    """.split()
)
"""Places that are no thing to draw in front of something."""

RIDEABLE = frozenset(
    "skateboard bike bicycle scooter horse surfboard broomstick broom unicycle motorcycle motorbike sled sleigh "
    "skis skates "
    "trampoline snowboard unicorn carpet raft pony camel elephant segway hoverboard rollercoaster carousel seesaw "
    "swing".split()
)
NO_PLACE = frozenset(
    "circle circles place row line love hurry time fire speed once peace unison sync detail piece pieces half action "
    "motion way left right side sides order shape turn mind fun joy delight anger surprise general total addition "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december christmas easter halloween".split()
)
"""Nouns that say no place after `in`, `on` or `at`."""
NO_MANNER = frozenset(
    "fly butterfly dragonfly firefly housefly family jelly lily belly bully italy july assembly supply reply ugly "
    "friendly "
    "lonely lovely silly curly early daily elderly holly woolly fluffly wobbly bubbly sparkly cuddly".split()
)
"""Words in -ly that are no adverbs of manner."""
SPANS = frozenset(
    "century centuries decade decades year years month months week weeks day days hour hours season seasons age ages "
    "era eras generation generations millennium millennia lifetime history".split()
)
"""Nouns for stretches of time: they say how long something takes, never where it is, and are no thing to draw."""
LUMINOUS = frozenset(
    "sunlight moonlight daylight starlight candlelight firelight lamplight torchlight lighting sunshine glow "
    "nightfall daybreak".split()
)
"""Nouns for light that are no thing to draw."""
TIMES = frozenset("day night morning evening afternoon noon midnight dusk dawn winter summer spring autumn".split())
"""Nouns that set the light or the season and are no thing to draw."""
UNDRAWN = frozenset(
    """
    way time task side left right top bottom end front air fun joy day night morning evening afternoon moment second
    thing things something anything everything life circle line turn look step walk run nap break bit lot part distance
    breath rest nod roll flip somersault cartwheel twist trick splash song jump speed direction ground screen camera
    view scene shot video clip animation style color colour
    colors colours word words text title idea meaning others other rhythm beat music sound noise song while hour minute
    """.split()
)
"""Nouns that are no subject when they are an object or stand alone."""
INITIAL_NOUNS = frozenset(
    "rain snow light love play work ring rock wave drop plant fish dust drink dream smile taste show step stamp "
    "track trail "
    "type pet point park pack pan pass paint hand head line log lock mix drum beam bubble change cover crack cut "
    "fan feed fly "
    "help look mark measure match order post practice press punch race ride rise roll run save set shape shop sign "
    "spot stage "
    "stack start state stop storm stream surf swing talk tape test text tie tip tour tow trade train turn use visit "
    "wait "
    "walk watch wind wish splash swirl sparkle flash welcome".split()
)
"""Base forms that open a phrase as nouns when a preposition follows: `rain on a window`."""
BARE_VERBS = frozenset(
    "dance eat sleep sing swim explode bounce juggle chase catch read write cook bake wiggle smile laugh cry fly "
    "run walk "
    "jump play ride drive climb".split()
)
"""Verbs that may stand in their base form after a singular subject: `make a cat dance`."""

OBSTACLES = frozenset(
    "log fence wall table desk chair bed bench tree trees umbrella sofa couch rock branch sun counter shelf flowers "
    "leaves "
    "plate tray den nest puddle moon earth planet mars corner".split()
)
"""Places that are things when somebody jumps over them or runs around them."""
CONTAINERS = frozenset(
    "box bowl cup basket car boat bucket bag pocket jar bottle suitcase crate cage pot pan vase envelope balloon "
    "truck van "
    "bus train plane airplane rocket helicopter wagon cart wheelbarrow teacup bathtub hammock shell egg".split()
)
ENTERING = frozenset("leave enter cross climb visit reach explore exit approach roam wander tour".split())
"""Verbs whose object is where the scene is."""

"""What a thing does when nobody says what it does, and where it is when nobody says where.

Fish swim in the sea, cars drive on a street, bread lies in a kitchen: groups of things with one habit and one home.
The longest words of a group that a name holds decide, the last of them where several are as long.
"""

from __future__ import annotations

from functools import cache

from generator.flipbook.inflection import singular
from generator.flipbook.phrase import Phrases

OTHERWISE = "idle"
PLAIN = "on an abstract background"
_STUDIO = "on a plain background"
_MEADOW, _GARDEN, _PARK, _FOREST = "in a green meadow", "in a garden", "in a park", "in a forest"
_STREET, _SEA, _BEACH, _DEEP, _SKY = "on a street", "on the sea", "on a beach", "underwater", "in the sky"
_KITCHEN, _ROOM, _OFFICE, _CLASS = "in a kitchen", "in a living room", "in an office", "in a classroom"
_LAB, _STAGE, _SPACE, _SNOW = "in a laboratory", "on a stage", "in space", "in a snowy field"
_PEAKS, _DESERT, _CITY = "in the mountains", "in a desert", "before a city skyline"

GROUPS: tuple[tuple[str, str, str], ...] = (
    (
        "idle",
        _STUDIO,
        "face,smile,rolling with laughter,facepalm,speaking head,exploding head,skull,robot arm,"
        "robot leg,selfie,smiling cat,heart eyes cat,crying cat,smirking cat,no evil monkey,"
        "smiling poo",
    ),
    (
        "swim",
        _DEEP,
        "fish,tropical fish,blowfish,shark,dolphin,whale,spouting whale,octopus,turtle,squid,"
        "shrimp,seal,mermaid,merman,tadpole,submarine",
    ),
    ("float", _DEEP, "jellyfish"),
    ("sway", _DEEP, "coral"),
    ("walk", _BEACH, "crab,lobster,flamingo"),
    (
        "idle",
        _BEACH,
        "seashell,oyster,sand castle,heap of sand,beach umbrella,bikini,swimsuit,flip flop,sandal,"
        "life ring,sun hat,sunglasses,diving mask,goggles,desert island",
    ),
    (
        "walk",
        _MEADOW,
        "elephant,mammoth,rhinoceros,bison,water buffalo,cow,ox,ram,sheep,goat,pig,horse,donkey,"
        "llama,giraffe,lion,t-rex,sauropod,dinosaur,turkey,chicken,rooster,goose,peacock,dodo,"
        "standing chick,baby chick,zebra,moose,ant,skunk,badger,unicorn,carousel horse",
    ),
    (
        "run",
        _MEADOW,
        "dog,poodle,horse racing,leopard,tiger,rabbit,fox,wolf,deer,leaping deer,hare,running mouse,mouse,rat",
    ),
    ("hop", _MEADOW, "kangaroo,cricket,frog"),
    ("walk", _DESERT, "camel,bactrian camel,scorpion,lizard"),
    ("wobble", _DESERT, "snake"),
    ("idle", _DESERT, "desert,cactus,moai,amphora"),
    (
        "walk",
        _FOREST,
        "bear,gorilla,orangutan,hedgehog,boar,raccoon,panda,beetle,spider,troll,ogre,goblin",
    ),
    ("look_around", _FOREST, "squirrel,chipmunk,owl,sloth,koala,beaver,otter,monkey,perched bird"),
    ("walk", _SNOW, "penguin,polar bear,santa claus,mrs claus"),
    (
        "idle",
        _SNOW,
        "snowman,melted snowman,ice skate,skis,sled,curling stone,snowflake,christmas tree,"
        "ice hockey,block of ice,melting ice,house in winter,tree in winter,pine decoration",
    ),
    ("run", _SNOW, "skier,snowboarder"),
    ("bob", _SEA, "iceberg,duck,swan,crocodile,hippopotamus"),
    ("walk", _PARK, "guide dog,service dog"),
    ("look_around", _ROOM, "cat,black cat,hamster"),
    ("wobble", _GARDEN, "caterpillar,green caterpillar,worm,snail,cocoon"),
    ("walk", _GARDEN, "ladybug,cockroach"),
    ("fly", _GARDEN, "butterfly,monarch butterfly,honeybee,mosquito,housefly,fairy"),
    (
        "fly",
        _SKY,
        "dove,eagle,soaring eagle,parrot,blackbird,flying bird,bat,dragon,flying dragon,phoenix,"
        "cherub,airplane,small airplane,helicopter,drone,superhero,male superhero,paper plane,genie,"
        "wing,flying money",
    ),
    ("pulse", _SKY, "sun,sun with face"),
    ("take_off", _SKY, "plane taking off"),
    ("land", _SKY, "plane landing"),
    (
        "float",
        _SKY,
        "balloon,hot air balloon,cloud,parachute,kite,rain cloud,storm cloud,snow cloud,"
        "sun behind cloud,rainbow,levitating person,mostly cloudy sun,sun shower,thunder rain cloud,"
        "face in clouds,feather,carp streamer,wind face,bubbles,cloud sync,cloud upload,cloud download",
    ),
    ("pop_in", _SKY, "fireworks,lightning bolt,burst balloon,collision"),
    ("spin", _MEADOW, "tornado,cyclone,wind turbine"),
    (
        "float",
        _SPACE,
        "astronaut,floating astronaut,ringed planet,crescent moon,full moon,satellite,comet,new moon,"
        "alien,gibbous moon,quarter moon,milky way,flying saucer",
    ),
    ("pulse", _SPACE, "star,glowing star,space invader"),
    ("fly", _SPACE, "spaceship,shooting star"),
    ("take_off", _MEADOW, "rocket"),
    ("spin", _SPACE, "earth,americas globe,asia globe"),
    (
        "drive",
        _STREET,
        "car,taxi,suv,pickup truck,bus,minibus,ambulance,fire engine,police car,lorry,racing car,"
        "motorcycle,motor scooter,bicycle,kick scooter,skateboard,van,trolleybus,auto rickshaw,"
        "person biking,man biking,woman biking,delivery truck,wheelchair,motorized wheelchair,"
        "light rail,roller skate",
    ),
    ("drive", _MEADOW, "tractor,train,bullet train,railway car,monorail"),
    ("drive", _CITY, "subway train,suspension railway"),
    ("drive", _PEAKS, "mountain biker,mountain railway"),
    ("float", _PEAKS, "cable car,mountain cableway"),
    (
        "bob",
        _SEA,
        "sailboat,canoe,speedboat,ferry,ship,passenger ship,motor boat,person rowing boat,anchor,ship wheel",
    ),
    ("swim", _SEA, "person swimming,water polo player"),
    ("bob", _SEA, "person surfing,man surfing,woman surfing,wave,evaporating sea"),
    ("rise", _PEAKS, "person climbing"),
    ("run", _PARK, "running person,woman running,man running,running child"),
    ("walk", _PARK, "walking person,walking woman,walking man"),
    ("wave", _PARK, "waving person"),
    (
        "idle",
        _PARK,
        "person,man,woman,boy,girl,baby,young child,people hugging,user silhouette,group of users,"
        "bride,groom,golfer,golf flag,frisbee,playground slide,fountain,bus stop,fishing pole,"
        "cartwheel,kneeling person,pregnant woman,person with white cane,statue of liberty,"
        "person bowing,bow and arrow,water pistol,boomerang,badminton,cricket bat,rugby ball,"
        "american football,baseball,softball,goal net,field hockey,lacrosse,yo-yo,person juggling,"
        "ferris wheel,roller coaster,elf,prince,princess,king",
    ),
    ("jump", _PARK, "person playing handball,woman playing handball,person bouncing a ball"),
    ("bounce", _PARK, "soccer ball,basketball,tennis ball,volleyball"),
    ("dance", _STAGE, "woman dancing,man dancing,clown"),
    (
        "idle",
        _STAGE,
        "singer,theatre masks,microphone,studio microphone,guitar,violin,saxophone,piano,accordion,"
        "trumpet,flute,banjo,maracas,drum,long drum,speaker,crown,top hat,trophy,medal,gold medal,"
        "silver medal,bronze medal,magic wand,crystal ball,ballet shoes,mirror ball,circus tent,"
        "post horn,boxing glove,weight lifter,fencer,lifting weights,martial arts uniform,"
        "film projector,movie camera,clapper board,rosette,kimono,bowling,pool ball,slot machine,"
        "table tennis,open curtains,closed curtains,ninja,vampire,sports medal,megaphone",
    ),
    ("dance", _STAGE, "musical note,melody,musical score,nesting dolls,japanese dolls"),
    (
        "fly_in",
        _STUDIO,
        "envelope,sealed envelope,love letter,incoming envelope,envelope with arrow,opened letter,red envelope",
    ),
    (
        "pop_in",
        _STUDIO,
        "check mark button,plain tick,ticked checkbox,party popper,sparkles,gift,closed gift,"
        "opened gift,confetti ball,speech balloon,thought balloon,chat bubble,typing bubble,"
        "question mark,exclamation mark,new badge,free badge,ok button,hundred points,thumbs up,"
        "thumbs down,zzz,plus sign,light bulb on",
    ),
    ("wave", _STUDIO, "waving hand,raised hand"),
    (
        "shake",
        _STUDIO,
        "bell,alarm clock,cross mark,warning,vibrating phone,anger symbol,stop sign,low battery,"
        "sos button,bellhop bell,no entry,prohibited,clapping hands,handshake",
    ),
    (
        "spin",
        _STUDIO,
        "gear,coin,refresh arrows,rotate arrows,recycling symbol,api gear,cd,dvd,compass,curly loop",
    ),
    (
        "pulse",
        _STUDIO,
        "heart,blue heart,green heart,black heart,white heart,beating heart,sparkling heart,"
        "two hearts,heart with arrow,heart on fire,mending heart,growing heart,heart with ribbon,"
        "record button,wifi,signal bars",
    ),
    ("spin", _STUDIO, "revolving hearts,dizzy stars"),
    ("fall", _STUDIO, "dice"),
    (
        "pulse",
        _LAB,
        "anatomical heart,filled heart organ,squeezed heart organ,lungs,brain,cell,single cell,atom,"
        "neuron,red blood cell,white blood cell",
    ),
    (
        "wobble",
        _LAB,
        "microbe,dividing cell,pinching cell,two cells,virus particle,rod bacterium,mitochondrion,stomach,kidney,liver",
    ),
    ("spin", _LAB, "dna,dna helix,molecule,atom symbol"),
    (
        "idle",
        _LAB,
        "scientist,doctor,microscope,test tube,petri dish,syringe,pill,stethoscope,thermometer,"
        "bandage,flask,alembic,x-ray,bone,tooth,lab coat,magnet,drop of blood,dna unzipping,crutch,"
        "radioactive,biohazard,medical symbol,battery,plug,volcano cross section,eye,ear,nose,mouth,"
        "tongue,foot,leg,hearing aid,robot,factory worker",
    ),
    (
        "sway",
        _GARDEN,
        "rose,tulip,sunflower,hibiscus,lotus,hyacinth,flower,white flower,yellow flower,seedling,"
        "sprout shoot,growing plant,flowering plant,flower bud,half open flower,full bloom,"
        "four leaf clover,shamrock,bouquet,cherry blossom,herb,withered flower,wilted flower,"
        "cherry tree,acorn sprout,sheaf of rice,olive",
    ),
    (
        "idle",
        _GARDEN,
        "house with garden,ladder,bucket,nest with eggs,empty nest,mousetrap,spider web,seed in soil,"
        "groundwater,frogspawn,broom,acorn,farmer,wind chime,footprints,paw prints,hole,"
        "chick in eggshell,hatching chick,whole egg,cracked egg,puddle",
    ),
    ("sway", _ROOM, "potted plant,seedling in a pot,bushy pot plant"),
    ("sway", _MEADOW, "tree,tree in spring,tree in summer,tree in autumn,tanabata tree"),
    ("sway", _FOREST, "pine tree,mushroom,brown mushroom,fallen leaves"),
    ("sway", _BEACH, "palm tree"),
    ("flutter", _PARK, "leaf,maple leaf"),
    (
        "idle",
        _FOREST,
        "wood,axe,rock,tent,campsite,national park,hut,abandoned house,carpentry saw,chestnut,fire,"
        "lantern,shinto shrine",
    ),
    (
        "idle",
        _PEAKS,
        "mountain,mount fuji,bare mountain,mountain sunrise,volcano,castle,castle tower,ruin,"
        "japanese castle,hot springs,temple,hammer and pick,pick",
    ),
    (
        "idle",
        _MEADOW,
        "house,row of houses,timber framed house,baroque house,house in spring,house in summer,"
        "house in autumn,railway track,motorway,fog,headstone,solar panel,bridge,brick mill,factory,"
        "knight,sword,crossed swords,shield,trident,rain falling,royal guard,wizard,standing wizard,"
        "sorceress",
    ),
    (
        "idle",
        _STREET,
        "hotel,bank,church,mosque,school,hospital,post office,convenience store,department store,"
        "wedding chapel,synagogue,hindu temple,train station,red traffic light,green traffic light,"
        "traffic cone,fuel pump,mailbox,open mailbox,empty mailbox,red postbox,barber pole,"
        "construction site,construction worker,brick,police officer,firefighter,detective,parking sign,"
        "children crossing,door,open door,closed door,atm,litter bin sign,no bicycles,umbrella,"
        "closed umbrella,umbrella with rain,shopping bag,shopping bags,zombie,building shell,pilot,"
        "fire extinguisher,safety vest,rescue helmet,potable water,placard,cinema sign",
    ),
    (
        "idle",
        _CITY,
        "office building,glass tower,stadium,tokyo tower,cityscape,city at dusk,city at night,city sunset,foggy city",
    ),
    ("idle", _SEA, "lighthouse,sunrise"),
    ("fall", _SEA, "droplet,water drop"),
    (
        "idle",
        _KITCHEN,
        "red apple,green apple,pear,orange,lemon,lime,banana,watermelon,grapes,strawberry,"
        "blueberries,cherries,peach,mango,pineapple,coconut,kiwi,tomato,avocado,eggplant,potato,"
        "sweet potato,carrot,corn,cucumber,broccoli,garlic,onion,peanuts,bread,bread dough,"
        "round loaf,croissant,baguette,pretzel,bagel,pancakes,waffle,cheese,bacon,hamburger,"
        "french fries,pizza,hot dog,sandwich,taco,burrito,egg,cooking,pot of food,salad,popcorn,"
        "butter,sushi,rice,rice ball,noodles,spaghetti,dumpling,fortune cookie,ice cream,shaved ice,"
        "doughnut,cookie,cupcake,pie,chocolate bar,candy,lollipop,honey pot,glass of milk,coffee,"
        "teapot,wine glass,cocktail,drink,beer,cheers,champagne,bubble tea,ice,salt,bowl,"
        "fork and knife,spoon,mug,ginger root,pea pod,beans,leafy greens,flatbread,falafel,tamale,"
        "meat on bone,chicken leg,steak,paella,fondue,canned food,bento box,rice cracker,oden,"
        "fried shrimp,fish cake,moon cake,dango,takeout box,shortcake,custard,baby bottle,"
        "clinking glasses,whisky glass,sake,juice box,mate tea,pouring liquid,jar,chopsticks,"
        "dinner plate,kitchen knife,apple core,bitten apple,glass of water,empty glass,savings jar,"
        "melon,kitchen timer,cook,hot pepper,bell pepper,sponge,plunger,soap,ice cream bowl",
    ),
    (
        "idle",
        _ROOM,
        "chair,couch,bed,window,mirror,bathtub,shower,toilet,television,radio,telephone,clock,"
        "wall clock,candle,lit candle,unlit candle,candle stub,match,burning match,burnt match,"
        "teddy bear,video game,joystick,puzzle piece,chess pawn,yarn,vase,broken vase,framed picture,"
        "t-shirt,jeans,dress,coat,scarf,gloves,socks,shoe,boot,handbag,backpack,glasses,necktie,"
        "luggage,basket,toothbrush,razor,lotion bottle,toilet paper,hair comb,lipstick,thread,"
        "sewing needle,sari,shorts,underwear,blouse,purse,clutch bag,cap,folding fan,treasure chest,"
        "closed chest,light bulb off,lit oil lamp,jack-o-lantern,person in bed,person in bath,"
        "person meditating,woman meditating,man meditating,haircut,massage,sauna,piggy bank,"
        "playing card,mahjong tile,abacus,vr headset,router,old man,old woman,older person,"
        "birthday cake,running shirt,safety pin,ghost,coffin,prayer beads,video camera,videocassette,"
        "pinata,woman feeding baby,man feeding baby,newspaper,book,open book,books,shut book,"
        "spread book,wallet,seat,hamsa,baby symbol",
    ),
    (
        "idle",
        _OFFICE,
        "laptop,closed laptop,working laptop,desktop computer,keyboard,computer mouse,printer,"
        "briefcase,bar chart,pie chart,line chart,chart increasing,chart decreasing,calendar,"
        "calendar event,clipboard,folder,page,memo,pushpin,paperclip,linked paperclips,mobile phone,"
        "tablet,office worker,businesswoman,businessman,technologist,woman programmer,man programmer,"
        "support agent,help desk person,at help desk,file box,file cabinet,wastebasket,card index,"
        "fax machine,server rack,kanban board,dashboard,invoice,receipt,inbox,outbox,ledger,"
        "open file folder,elevator,judge,ballpoint pen,fountain pen,spiral notepad,index dividers,"
        "name badge,identification card,phone receiver,headphones,task list,onboarding checklist,"
        "database,terminal,code window,browser window,flow diagram,funnel,mechanic,paying by card,"
        "trackball,pager,scroll,newsletter,rolled newspaper,curled page",
    ),
    (
        "idle",
        _CLASS,
        "teacher,student,pencil,ruler,crayon,notebook,blue notebook,graduation cap,artist,"
        "artist palette,paintbrush,set square,alphabet letters,numbers,world map,globe grid,scissors,"
        "hammer and wrench,bookmark,woman teacher,man teacher,ink nib",
    ),
    (
        "idle",
        _STUDIO,
        "hammer,wrench,screwdriver,toolbox,nut and bolt,clamp,hook,chains,broken chain,knot,camera,"
        "flash camera,watch,stopwatch,ring,gem,box,package,open box,closed box,shipping box,"
        "hourglass,finished hourglass,shopping cart,credit card,money bag,banknote,key,old key,"
        "locked,unlocked,open padlock,light bulb,flashlight,magnifying glass,telescope,balance scale,"
        "sparkler,firecracker,bomb,ticket,admission tickets,ribbon,fingerprint,star rating,price tag,"
        "bullseye,shield check,map route,map pin,video player,password field,login form,profile card,"
        "search bar,progress bar,qr code,phone with apps,toggle switch,devil,hand,fist,fingers,"
        "palms together,film frames",
    ),
)
"""Habit, home and the things that have them; several words name a thing more closely than one."""


@cache
def _table() -> tuple[Phrases, tuple[tuple[str, str], ...]]:
    rows = [(thing.strip(), (habit, home)) for habit, home, things in GROUPS for thing in things.split(",")]
    return Phrases([thing.split() for thing, _ in rows], singular), tuple(row for _, row in rows)


def _usual(subject: str) -> tuple[str, str]:
    phrases, usual = _table()
    words = subject.lower().split()
    found = phrases.find(words)
    return usual[found.row] if found else (OTHERWISE, PLAIN)


def habit(subject: str) -> str:
    """Name of the usual motion of a subject's words; `idle` for one of no group."""
    return _usual(subject)[0]


def home(subject: str) -> str:
    """Where a subject is shown when nobody says where; a plain ground for one of no group."""
    return _usual(subject)[1]


def stays(subject: str) -> bool:
    """Whether a subject stands where it is, so that its home is where a shot with it plays."""
    return habit(subject) in (OTHERWISE, "sway") and home(subject) not in (PLAIN, _STUDIO, _PARK)

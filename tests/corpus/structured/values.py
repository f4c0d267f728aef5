"""Made-up values for the slots of the templates: ⟦kind⟧ is a secret, ⟨kind⟩ is harmless."""
import base64
import re
import string

WORDS = """alder amber anvil aspen badger barley basil beacon birch bison bramble brook cedar cinder clover cobalt copper coral
cotton cricket dahlia dune ember falcon fennel fern finch flint fox garnet ginger granite harbor hazel heron holly indigo iris ivory
jasmine juniper kestrel lagoon larch lark lemon lilac linden lotus lynx maple marble meadow mint moss nettle oak ocean olive onyx opal
orchid otter pebble pepper pine plum poppy quartz quince raven reed robin saffron sage salmon sienna slate sorrel sparrow spruce
tansy teal thistle timber topaz tulip umber velvet violet walnut willow wren yarrow zinnia Sommer Winter Fuchs Hund Katze Garten
Blume perro gato verano camino luna soleil chat jardin fleur nuage kwiat zima koira talvi hiver gatto estate""".split()
WEAK = """monkey guest dragon letmein welcome1 qwerty123 iloveyou sunshine 123456 123456789 admin123 root1234 football master
princess shadow hallo123 passw0rd test1234 secret1 changeme1 abc12345 hunter2 michael starwars superman""".split()
SYMBOLS_ALL = "!@#$%^&*+=?~_-.,:/"
ALNUM = string.ascii_letters + string.digits


def pick(rng, alphabet, count):
    return "".join(rng.choice(alphabet) for _ in range(count))


def random_mixed(rng, alphabet, count):
    """Random characters with at least one digit and one letter, so that the value looks like what tools make."""
    while True:
        value = pick(rng, alphabet, count)
        if any(c.isdigit() for c in value) and any(c.isalpha() for c in value):
            return value


def password(rng, symbols, inner=None):
    """What people and tools choose: weak words, words with years and symbols, random text."""
    inner = inner if inner is not None else symbols
    word, other = rng.choice(WORDS), rng.choice(WORDS)
    sign = rng.choice(inner) if inner else ""
    styles = [
        lambda: rng.choice(WEAK),
        lambda: word + str(rng.randint(1, 9999)),
        lambda: word.capitalize() + str(rng.randint(1990, 2026)) + sign,
        lambda: word.capitalize() + sign + str(rng.randint(10, 9999)),
        lambda: f"{rng.randint(2, 99)}{word}{sign}{other}",
        lambda: f"{word}-{other}-{rng.choice(WORDS)}-{rng.randint(1, 99)}",
        lambda: word + other,
        lambda: random_mixed(rng, ALNUM, rng.randint(8, 20)),
        lambda: random_mixed(rng, string.ascii_lowercase + string.digits, rng.randint(8, 14)),
        lambda: random_mixed(rng, ALNUM + symbols, rng.randint(10, 22)),
        lambda: word[:4].capitalize() + sign + pick(rng, string.digits, 3) + other[:3].upper(),
        lambda: word.replace("e", "3").replace("o", "0").capitalize() + sign + str(rng.randint(1, 99)),
    ]
    while True:
        value = rng.choice(styles)()
        if len(value) >= 5 and not value.endswith((".", ",", ":", ";")) and not value.startswith(("-", "/", "$", "%", "#", "@", ",", ":", "=")):
            return value


def jwt(rng):
    part = lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    body = f'{{"sub":"{rng.randint(1, 99999)}","iat":{rng.randint(1740000000, 1760000000)}}}'
    return part('{"alg":"HS256","typ":"JWT"}') + "." + part(body) + "." + pick(rng, ALNUM + "-_", 43)


def b64(text):
    return base64.b64encode(text.encode()).decode()


def base64_of_random(rng, length):
    """`length` characters of base64 as it encodes random bytes, with its padding."""
    data = bytes(rng.randrange(256) for _ in range(length * 3 // 4))
    return base64.b64encode(data).decode()[:length]


SPECIAL = {
    "pw": lambda r: password(r, "!@#%^&*+=?~_-.,:"),
    "pwplain": lambda r: password(r, "!@%^*+=?~_-."),
    "pwdq": lambda r: password(r, "!@#%^&*+=?~_-.,:"),
    "pwjson": lambda r: password(r, "!@#%^&*+=?~_-.,:"),
    "pwxml": lambda r: password(r, "!@#%^*+=?~_-.,:"),
    "pwcsv": lambda r: password(r, "!@#%^*+=?~_-."),
    "pwado": lambda r: password(r, "!@#%^*+?~_-."),
    "pwreg": lambda r: password(r, "!@#%^*+?~_-."),
    "pwurl": lambda r: password(r, "!*_-.~", "!*_-."),
    "pw12": lambda r: password(r, "!@#%^*+?~_-.")[:12].ljust(12, "7"),
    "salt": lambda r: random_mixed(r, ALNUM + "!@#$%^&*()-_ []{}<>~`+=,.;:/?|", 64).replace("'", "x").strip().ljust(64, "q"),
    "word": lambda r: r.choice(WORDS).lower(),
    "host": lambda r: f"{r.choice(WORDS).lower()}-{r.choice(['shop', 'web', 'studio', 'app', 'media'])}.{r.choice(['test', 'example', 'internal'])}",
    "uuid": lambda r: "-".join(pick(r, "0123456789abcdef", n) for n in (8, 4, 4, 4, 12)),
    "jwt": jwt,
    "awsid": lambda r: r.choice(["AKIA", "AKIA", "ASIA"]) + pick(r, string.ascii_uppercase + "234567", 16),
    "awssecret": lambda r: random_mixed(r, ALNUM + "+/", 40),
    "stripe": lambda r: "sk_live_" + random_mixed(r, ALNUM, 24),
    "whsec": lambda r: "whsec_" + random_mixed(r, ALNUM, 32),
    "azuread": lambda r: random_mixed(r, ALNUM, 3) + "8Q~" + random_mixed(r, ALNUM + "-_.~", 33) + "z",
    "sassig": lambda r: random_mixed(r, ALNUM, 42) + "%3D",
    "slackhook": lambda r: "T" + pick(r, string.ascii_uppercase + string.digits, 8) + "/B" + pick(r, string.ascii_uppercase + string.digits, 8) + "/" + random_mixed(r, ALNUM, 24),
    "telegram": lambda r: pick(r, "123456789", 10) + ":AA" + random_mixed(r, ALNUM + "-_", 33),
    "hvs": lambda r: "hvs." + random_mixed(r, ALNUM + "-_", 24),
    "wgkey": lambda r: base64_of_random(r, 44),
    "winkey": lambda r: "-".join(random_mixed(r, "BCDFGHJKMPQRTVWXY2346789", 5) for _ in range(5)),
    "license": lambda r: "-".join(random_mixed(r, string.ascii_uppercase + string.digits, 4) for _ in range(4)),
    "b64word": lambda r: b64(r.choice(WORDS).lower()),
    "b64pw": lambda r: b64(password(r, "!@#%*+?_-.")),
    "b64of40": lambda r: b64(random_mixed(r, ALNUM, 40)),
    "basic": lambda r: b64(r.choice(WORDS).lower() + ":" + password(r, "!@#%*+?_-.")),
    "authplain": lambda r: b64("\0" + r.choice(WORDS).lower() + "@mail.test\0" + password(r, "!@#%*+?_-.")),
    "b64_24": lambda r: base64_of_random(r, 24),
    "b64_32": lambda r: base64_of_random(r, 32),
    "b64_44": lambda r: base64_of_random(r, 44),
    "b64_88": lambda r: base64_of_random(r, 88),
    "base32_32": lambda r: pick(r, string.ascii_uppercase + "234567", 32),
    "sshkeybody": lambda r: "\n".join(["b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW"] + [random_mixed(r, ALNUM + "+/", 70) for _ in range(4)]),
}
ALPHABETS = {
    "hex": "0123456789abcdef", "HEX": "0123456789ABCDEF", "alnum": ALNUM, "ALNUM": string.ascii_uppercase + string.digits,
    "alnumlower": string.ascii_lowercase + string.digits, "digits": string.digits, "b64": ALNUM + "+/", "b64url": ALNUM + "-_",
    "b64_": ALNUM + "+/",
}


def value(rng, kind):
    if kind in SPECIAL:
        return SPECIAL[kind](rng)
    found = re.fullmatch(r"([A-Za-z_0-9]*?[A-Za-z_])(\d+)", kind)
    if not found or found[1] not in ALPHABETS:
        raise ValueError(f"no such kind of value: {kind}")
    count = int(found[2])
    alphabet = ALPHABETS[found[1]]
    return random_mixed(rng, alphabet, count) if count >= 6 and found[1] != "digits" else pick(rng, alphabet, count)


def fill(rng, template):
    """Returns (text, spans of the secrets as UTF-8 byte offsets)."""
    out, spans, size, at = [], [], 0, 0
    for slot in re.finditer(r"⟦(\w+)⟧|⟨(\w+)⟩", template):
        out.append(template[at:slot.start()])
        size += len(out[-1].encode())
        filled = value(rng, slot[1] or slot[2])
        if slot[1]:
            spans.append((size, size + len(filled.encode())))
        out.append(filled)
        size += len(filled.encode())
        at = slot.end()
    out.append(template[at:])
    return "".join(out), spans

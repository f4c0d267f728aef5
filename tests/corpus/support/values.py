"""Made-up values of the kinds chat.txt and config.txt name."""
import base64
import random
import string

WORDS = """Lantern Gravel Otter Bramble Teaspoon Harbour Pepper Canyon Velvet Turnip Kettle Marble Sparrow Walnut Puddle Anchor Mitten Cedar
Biscuit Falcon Saddle Quarry Thimble Meadow Copper Badger Ginger Willow Juniper Ferry Barrel Magnet Pigeon Rocket Saturn Tulip""".split()
WEAK = """monkey sunshine letmein dragon football banana princess welcome qwertz hallo123 schatzi ficken12 azerty soleil loulou amore ciaociao
pippo123 juventus barcelona tequiero estrella benfica flamengo ajax2020 kocham misiek kotek123 lozinka sparta haslo123 passw0rd abc123
iloveyou superman batman1 master shadow michael charlie jordan23 asdfgh asdf1234 1q2w3e4r zaq12wsx test123 admin1 root123 pa55word""".split()
ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def run(rng, alphabet, count):
    return "".join(rng.choice(alphabet) for _ in range(count))


def mixed(rng, alphabet, count):
    while True:
        value = run(rng, alphabet, count)
        if sum(c.isdigit() for c in value) >= max(1, count // 8) and any(c.isalpha() for c in value):
            return value


def chosen(rng, signs="!#$%&*+@_=?~^-."):
    """Words, numbers and signs as people put them together, or what a generator gave them."""
    a, b, sign, number = *rng.sample(WORDS, 2), rng.choice(signs), str(rng.randint(1, 9999))
    last = sign if sign != "." else "!"  # a full stop at the end of a value belongs to the sentence, for people as well
    return rng.choice([a + number, a + sign + number, a + number + last, a.lower() + number, a + b + number, a + sign + b, a.lower() + sign + b.lower() + number,
                       number + a + last, a[:3] + number + b[:4] + last, a.lower() + "_" + b.lower(), mixed(rng, ALNUM, 8), mixed(rng, ALNUM, 12),
                       mixed(rng, string.ascii_lowercase + string.digits, 10), rng.choice(ALNUM) + mixed(rng, ALNUM + signs, 10) + rng.choice(ALNUM)])


def odd(rng):
    """Shapes that a reader of values stumbles over: signs at the ends, brackets, separators, letters of other alphabets."""
    a, b, n = *rng.sample(WORDS, 2), str(rng.randint(10, 9999))
    return rng.choice([f"!!{a}{n}!!", f"${a}!{n}", f"#{a}{n}", f"{a[:4]}({n})", f"{a};{n}", f"{a},{b}{n}", f"{a}<{n}>{b[:2]}", f"({a}){n}", f"{a}{n}$", f"*{a}*{n}",
                       f"{a}={n}", f"{a}:{n}!", f"{a}/{b[:3]}{n}", f"{a}|{n}{b[:2]}", f"{a}@{b}{n}", f"{n}%{a}&{b[:3]}", f"Zür{a.lower()}{n}!", f"{a}é{n}",
                       f"~{a}{n}^", f"{{{a}{n}}}", f"[{a}{n}]x", f"@{a}{n}", f"{a}...{n}", f"-{a}{n}-", f"{a}`{n}", f"+{n}{a}+", f"{a}?{n}!", f"_{a}_{n}_"])


def base64_of(text):
    return base64.b64encode(text.encode()).decode()


USERS = "kontakt mwinter shopadmin jdoe office recepcja webmaster anna.k deploy stage lager2 filiale-3 testuser2".split()
HOSTS = "ftp.northwind.test mail.papermill.test shop.lumen-bakery.test srv04.hostel.test db1.orchard.test".split()
SECRETS = {
    "p": lambda r: chosen(r), "w": lambda r: r.choice(WEAK), "o": odd, "s": lambda r: " ".join(w.lower() for w in r.sample(WORDS, 3)) + f" {r.randint(2, 99)}",
    "S": lambda r: mixed(r, ALNUM + "!@#%^&*()-_ []{}<>~+=,.;:/?|", 62) + "q8",
    "t": lambda r: mixed(r, ALNUM, r.choice([24, 32, 40])), "h": lambda r: run(r, HEX, 32),     "n": lambda r: run(r, string.digits, r.choice([4, 4, 6])), "k": lambda r: f"{run(r, string.digits, 4)}-{run(r, string.digits, 4)}",
    "l": lambda r: "-".join(mixed(r, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 5) for _ in range(5)), "b": lambda r: run(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 30) + "K7",
    "q": lambda r: chosen(r, "!#%*+@_?~^-."), "x": lambda r: chosen(r, "!#%*+@_?~^-."), "y": lambda r: chosen(r, "!_-.~"), "B": lambda r: base64.b64encode(r.randbytes(32)).decode(),
    "B64": lambda r: base64_of(chosen(r)), "BASIC": lambda r: base64_of(r.choice(USERS) + ":" + chosen(r)), "U64": lambda r: base64_of(r.choice(USERS)),
    "P64": lambda r: base64_of(chosen(r)), "A64": lambda r: base64_of("\0" + r.choice(USERS) + "\0" + chosen(r)), "k26": lambda r: mixed(r, string.ascii_lowercase + string.digits, 26),
}
HARMLESS = {
    "user": lambda r: r.choice(USERS), "host": lambda r: r.choice(HOSTS), "mail": lambda r: f"{r.choice(USERS)}@{r.choice(HOSTS).split('.', 1)[1]}",
    "url": lambda r: f"https://{r.choice(HOSTS)}/{r.choice(['wp-admin', 'admin', 'login', 'backend'])}", "ip": lambda r: f"203.0.113.{r.randint(2, 254)}",
    "g": lambda r: "-".join(run(r, HEX, n) for n in (8, 4, 4, 4, 12)),
    "id": lambda r: " ".join(run(r, "123456789", 3) for _ in range(3)), "U64": None,
}
HARMLESS["U64"] = SECRETS.pop("U64")

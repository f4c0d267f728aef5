"""The ticket of tests/corpus/demo: what Marta sends and which secrets are planted in it."""
import json
import pathlib

from search import read_planted

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "corpus" / "demo"
SUBJECT = "Checkout hangs since Parcel Labels 4.2.1"
CONTACT = {"name": "Marta Lindqvist", "email": "marta@copper-kettle.example"}
MEDIA_TYPES = {"store.env": "text/plain", "checkout.har": "application/json", "spinner.png": "image/png"}


class Corpus:
    def __init__(self, folder=FOLDER):
        self.folder = pathlib.Path(folder)
        self.subject, self.contact = SUBJECT, CONTACT
        self.description = (self.folder / "description.txt").read_text()
        self.environment = (self.folder / "site-health.txt").read_text()
        self.credentials = json.loads((self.folder / "credentials.json").read_text())
        self.expiring = json.loads((self.folder / "expiring.json").read_text())  # of a second ticket, whose clock is turned
        self.attachments = {name: (self.folder / name).read_bytes() for name in MEDIA_TYPES}
        self.planted = read_planted(self.folder / "planted.txt")
        self.planted_texts = [secret.decode() for secret in self.planted]

    def ticket(self):
        return {
            "subject": self.subject, "description": self.description, "environment": self.environment, "contact": self.contact,
            "credentials": self.credentials,
            "attachments": [{"name": name, "size": len(data), "media_type": MEDIA_TYPES[name]} for name, data in self.attachments.items()],
        }

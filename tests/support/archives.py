"""Archives made by Python's own library, so that nothing of ours reads what it wrote itself."""
import io
import zipfile


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """The bytes of a zip of (name, content) pairs, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()

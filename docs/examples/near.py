"""Lists what is near a postcode, with who says so. Needs Python 3.9 and nothing else.

    python3 near.py http://127.0.0.1:8080 "SW9 8DJ"
"""

import json
import sys
import urllib.parse
import urllib.request


def pages(base, **conditions):
    """Every item that meets the conditions, page after page."""
    page = 1
    while True:
        query = urllib.parse.urlencode({**conditions, "page": page, "per_page": 100})
        with urllib.request.urlopen(f"{base}/oruk/v3/services?{query}", timeout=30) as answer:
            body = json.load(answer)
        yield from body["contents"]
        if body["last_page"]:
            return
        page += 1


def main(base, postcode):
    count = 0
    for service in pages(base, postcode=postcode, proximity=1600, full="true"):
        count += 1
        print(service["name"], "-", service["x-fingerpost"]["page"])
        # These lines must be shown with what you take.
        for source in service["x-fingerpost"]["sources"]:
            print("   ", source["attribution"], f"({source['licence']})")
    print(count, "services within a mile of", postcode)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2])

"""Alerts as Alertmanager posts them: `python -m bench.alert_load <port> <token> <count> <at once> <first> <alerts>`.

So many alerts take turns, numbered from the first. Prints how many a second were answered, and the median time in ms.
"""

import asyncio
import json
import sys

from bench.load import answered

STARTED = "2026-11-22T15:28:15.632Z"


def request(token: str, number: int) -> bytes:
    """Give a group of one alert, which fires."""
    labels = {"alertname": "TargetDown", "instance": f"10.0.0.{number}:9100", "severity": "critical"}
    labels |= {"job": "node", "cluster": "eu-1"}
    annotations = {"summary": f"Target {number} is down", "description": "No scrape for a minute."}
    alert = {
        "status": "firing",
        "labels": labels,
        "annotations": annotations | {"runbook_url": "https://runbooks.example.com/down"},
        "startsAt": STARTED,
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
        "fingerprint": f"{number:016x}",
    }
    told = {
        "receiver": "tocsin",
        "status": "firing",
        "alerts": [alert],
        "groupLabels": {"instance": labels["instance"]},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": "http://alertmanager:9093",
        "version": "4",
        "groupKey": f'{{}}:{{instance="{labels["instance"]}"}}',
        "truncatedAlerts": 0,
    }
    body = json.dumps(told).encode()
    head = (
        f"POST /alerts/alertmanager HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"User-Agent: Alertmanager/0.33.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    port, token = sys.argv[1:3]
    count, at_once, first, different = map(int, sys.argv[3:])
    alerts = [request(token, number) for number in range(first, first + different)]
    told = (alerts[number % different] for number in range(count))
    print(*asyncio.run(answered(int(port), told, at_once)), flush=True)

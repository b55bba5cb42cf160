"""The route that declares as it is mostly written: FastAPI on the async ORM of SQLAlchemy, a session and a commit each.

`python -m bench.orm_twin <folder>` prints its port and a token. It writes the rows that Tocsin writes: incident, its
first event, two rows of the outbox and the sums that statistics are read from (of a quarter, an hour and a day), with
`synchronous=FULL`; the token is looked up, body and answer are models.
"""

import asyncio
import hashlib
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import uuid4

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import JSON, ForeignKey, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

TARGET = timedelta(minutes=15)
WIDTHS = (900, 3600, 86400)  # seconds


class Base(DeclarativeBase):
    """The tables."""

    type_annotation_map = {dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012 - as SQLAlchemy has it


class Token(Base):
    """Who may ask."""

    __tablename__ = "tokens"
    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid4().hex)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)


class Event(Base):
    """What happened."""

    __tablename__ = "timeline"
    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.number"), index=True)
    kind: Mapped[str]
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    at: Mapped[datetime]
    text: Mapped[str]
    details: Mapped[dict[str, Any]]


class Effect(Base):
    """Who must be told."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.number"), index=True)
    lane: Mapped[str]
    priority: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="pending")
    payload: Mapped[dict[str, Any]]


class Incident(Base):
    """The incident as it is."""

    __tablename__ = "incidents"
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    title: Mapped[str]
    description: Mapped[str]
    kind: Mapped[str] = mapped_column(default="incident")
    severity: Mapped[str] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(default="investigating", index=True)
    source: Mapped[str] = mapped_column(default="manual")
    monitors: Mapped[list[str]]
    declared_by: Mapped[str]
    declared_at: Mapped[datetime]
    started_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime] = mapped_column(index=True)
    acknowledged_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
    resolved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    timeline: Mapped[list[Event]] = relationship()
    outbox: Mapped[list[Effect]] = relationship()


class Sum(Base):
    """How many incidents of a severity started in a bucket of so many seconds."""

    __tablename__ = "rollup"
    width: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True)
    severity: Mapped[str] = mapped_column(primary_key=True)
    incidents: Mapped[int]


_FOUND = insert(Sum)
COUNTING = _FOUND.on_conflict_do_update(set_={"incidents": Sum.incidents + _FOUND.excluded.incidents})


class NewIncident(BaseModel):
    """What makes an incident."""

    title: Annotated[str, Field(min_length=1, max_length=255)]
    description: str = ""
    severity: Literal["critical", "major", "minor", "warning", "none"] = "minor"
    monitors: list[str] = []


class ShownIncident(BaseModel):
    """The answer."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    id: str
    title: str
    description: str
    kind: str
    severity: str
    status: str
    source: str
    monitors: list[str]
    declared_by: str
    declared_at: datetime
    started_at: datetime
    updated_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    resolved_by: str | None
    resolved_at: datetime | None
    version: int


def build(engine: AsyncEngine) -> FastAPI:
    """Make the application."""
    app, sessions = FastAPI(), async_sessionmaker(engine, expire_on_commit=False)

    async def session() -> AsyncIterator[AsyncSession]:
        async with sessions() as opened:
            yield opened

    Session = Annotated[AsyncSession, Depends(session)]  # noqa: N806 - a type
    Presented = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]  # noqa: N806

    async def token(presented: Presented, session: Session) -> Token:
        digest = digest_of(presented.credentials)
        found = await session.scalar(select(Token).where(Token.digest == digest))
        if found is None:
            raise HTTPException(401)
        return found

    @app.post("/incidents", status_code=201)
    async def declare(
        wanted: NewIncident, session: Session, by: Annotated[Token, Depends(token)]
    ) -> ShownIncident:
        incident = declared(wanted, by, datetime.now(UTC))
        session.add(incident)
        await session.execute(COUNTING, counted(incident))
        await session.commit()
        return ShownIncident.model_validate(incident)

    return app


def declared(wanted: NewIncident, by: Token, now: datetime) -> Incident:
    """Give the incident with what happened and who must be told."""
    effect, name = partial(Effect, payload={}), uuid4().hex
    return Incident(
        **wanted.model_dump(),
        id=name,
        declared_by=by.name,
        declared_at=now,
        started_at=now,
        updated_at=now,
        timeline=[
            Event(
                kind="declared",
                actor_id=by.id,
                actor_name=by.name,
                at=now,
                text=wanted.title,
                details={"severity": wanted.severity},
            )
        ],
        outbox=[
            effect(key=f"turn:{name}", lane="escalation", priority=0, due_at=now + TARGET),
            effect(key=f"card:{name}", lane="card", priority=4, due_at=now),
        ],
    )


def counted(incident: Incident) -> list[dict[str, Any]]:
    """Give what is added to the sums."""
    at = int(incident.started_at.timestamp())
    return [
        {"width": width, "bucket": at // width * width, "severity": incident.severity, "incidents": 1}
        for width in WIDTHS
    ]


def digest_of(token: str) -> str:
    """Give what of a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def engine_on(path: Path) -> AsyncEngine:
    """Open the file as Tocsin does: a log written ahead, and a commit that waits for the disk."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", connect_args={"timeout": 60})

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    return engine


async def main(folder: Path) -> None:
    engine, token = engine_on(folder / "twin.db"), secrets.token_urlsafe()
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Token(name="bench", digest=digest_of(token)))
        await session.commit()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = uvicorn.Server(uvicorn.Config(build(engine), log_config=None, access_log=False, http="h11"))
    print(listener.getsockname()[1], token, flush=True)
    await server.serve(sockets=[listener])
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

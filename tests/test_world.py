"""The ids that the running bot gives."""

from uuid import RFC_4122, UUID

from bot.world import RealWorld, uuid7


def test_an_id_is_the_uuid_of_the_standard() -> None:
    """The example of RFC 9562, appendix A.6."""
    rand_a, rand_b = 0xCC3, 0x18C4DC0C0C07398F
    assert (
        str(UUID(int=uuid7(0x017F22E279B0, rand_a << 62 | rand_b))) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    )


def test_ids_begin_with_the_time_and_never_come_twice() -> None:
    """So that what is written together lies together."""
    world = RealWorld()
    ids = [world.new_id() for _ in range(1_000)]

    assert len(set(ids)) == len(ids)
    assert [each[:12] for each in ids] == sorted(each[:12] for each in ids)
    assert {(UUID(each).version, UUID(each).variant) for each in ids} == {(7, RFC_4122)}

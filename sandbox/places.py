"""Where a person's finger is: in a modal, on Home, or on a message."""

from dataclasses import dataclass

from sandbox.blockkit.walk import find_element
from sandbox.conversations import Conversation
from sandbox.kinds import Blocks, Json, Values
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.refusals import NotAllowed
from sandbox.rooms import Rooms
from sandbox.views import OpenView

__all__ = ["Place", "conversation_for", "find_place", "top_view"]


@dataclass(frozen=True)
class Place:
    """Something with blocks in it that a person sees and can touch."""

    blocks: Blocks
    values: Values
    view: OpenView | None = None
    conversation: Conversation | None = None
    message: Message | None = None

    def element(self, block_id: str, action_id: str) -> tuple[Json, Json]:
        """Give the block and the element of these ids."""
        found = find_element(self.blocks, block_id, action_id)
        if found is None:
            raise NotAllowed(f"There is nothing called {block_id}/{action_id} here.", status=404)
        return found


def conversation_for(rooms: Rooms, user: Person, channel: str) -> Conversation:
    """Give a conversation this person is in."""
    workspace = rooms.workspace
    if channel == workspace.dm_id(user.id):
        return workspace.dm_with(user.id)
    found = workspace.conversations.get(channel)
    if found is None or user.id not in found.members:
        raise NotAllowed(f"{user.real_name} does not see a conversation {channel}.", status=404)
    return found


def top_view(rooms: Rooms, user: Person, view_id: str) -> OpenView:
    """Give the view on top of the person's stack, which must be this one."""
    screen = rooms.workspace.screen(user.id)
    found = screen.find(view_id)
    if found is None:
        raise NotAllowed(f"{user.real_name} has no view {view_id} open.", status=404)
    if found is not screen.views[-1]:
        raise NotAllowed("Another view lies on top of that one.", status=409)
    if found.busy:
        raise NotAllowed("That view is still being sent.", status=409)
    return found


def find_place(rooms: Rooms, user: Person, where: Json) -> Place:
    """Find what the control API's `where` names, as this person sees it."""
    if "view_id" in where:
        view = top_view(rooms, user, where["view_id"])
        return Place(blocks=view.view["blocks"], values=view.values, view=view)
    if where.get("home"):
        home = rooms.workspace.homes.get(user.id)
        if home is None:
            raise NotAllowed("The app shows nothing on Home yet.", status=404)
        return Place(blocks=home.view["blocks"], values=home.values, view=home)
    if "channel" in where and "ts" in where:
        conversation = conversation_for(rooms, user, where["channel"])
        message = conversation.find(where["ts"])
        if message is None or message.ephemeral_to not in {None, user.id}:
            raise NotAllowed("There is no such message here.", status=404)
        return Place(blocks=message.blocks, values=message.values, conversation=conversation, message=message)
    raise NotAllowed("Say where: a view_id, a channel and ts, or home.")

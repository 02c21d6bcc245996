"""Does the jobs that people gave the bot: a command, a click, a question in a thread.

What a job leads to is a post in the outbox under a key made of the job's, or an answer to the one who asked; so a job
done again after a crash posts nothing twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from briefbot.desk import muting
from briefbot.errors import InputError, NotFoundError, SlackError, TopicError
from briefbot.operating import metrics
from briefbot.slack import (
    agent,
    answers,
    briefings,
    buttons,
    channels,
    closeup,
    commands,
    faults,
    intake,
    managing,
    modals,
    showing,
    splitting,
    travel,
)
from briefbot.slack import blocks as kit
from briefbot.slack.asking import Asking
from briefbot.slack.drafts import Draft, draft_of
from briefbot.slack.home import Home
from briefbot.slack.inbox import Inbox
from briefbot.slack.latest import Latest
from briefbot.slack.managing import Act, Manager
from briefbot.slack.people import PROMPT, People
from briefbot.slack.showing import Reply
from briefbot.slack.stories import Stories
from briefbot.slack.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from briefbot.archive.protocol import Archive
    from briefbot.desk.briefing import Briefing
    from briefbot.desk.desk import Desk
    from briefbot.messages import Job
    from briefbot.slack.workspaces import Workspaces

log = logging.getLogger(__name__)

SHARE = "share_brief"
FAILED = "That did not work, and it is my fault: it stands in the log of the person who runs me. Please try again."
RESPONSE_LIFE = timedelta(minutes=30)
"""For so long Slack takes answers to a command."""

FORM_LIFE = timedelta(seconds=3)
"""For so long Slack opens a form after a command or a click."""

LATE = "Slack waits three seconds for a form, and it came too late. Please try again."

REFUSED = "Slack does not open the form: type `/brief subscribe syria weekdays 08:00` instead"

_UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)

AGAIN = 1.0
"""Seconds until a job for which Slack could not be reached is tried again, at first; later a quarter of its age."""


class Worker:
    """Does what the archive's inbox holds; `work` is called again and again, never twice at a time."""

    def __init__(
        self,
        archive: Archive,
        desk: Desk,
        workspaces: Workspaces,
        *,
        posted: Callable[[], None],
        zone: str = "UTC",
        managers: Collection[str] = (),
    ) -> None:
        """`posted` is told when the outbox has something new; `zone` and `managers` are the settings' own."""
        self._archive = archive
        self._desk = desk
        self._workspaces = workspaces
        self._posted = posted
        self._people = People(workspaces, managers)
        self._manager = Manager(archive, workspaces, self._people, zone)
        self._home = Home(archive, workspaces, self._people)
        self._travel = Travel(archive, self._people, self._manager, posted)
        self._stories = Stories(archive, desk, self._people, self._manager)
        self._asking = Asking(archive, desk, posted)
        self._does = {
            intake.COMMAND: self._command,
            intake.CLICK: self._click,
            intake.QUESTION: self._question,
            intake.FORM: self._form,
            intake.SUBMISSION: self._submission,
            intake.HOME: self._opened,
            intake.AGENT: self._greet,
            intake.LEAVING: self._leaving,
        }
        self._inbox = Inbox(archive, lambda job: job.kind != intake.FORM, self._do)
        self._forms = Inbox(archive, lambda job: job.kind == intake.FORM, self._do)
        self._latest = Latest(desk)

    def nudge(self) -> None:
        """A job came: `work` or `open_forms`, where they are under way, look for it."""
        self._inbox.nudge()
        self._forms.nudge()

    async def work(self) -> None:
        """Do every job that is not done, but for the forms."""
        await self._inbox.work()

    async def open_forms(self) -> None:
        """Open the forms that were asked for, while other jobs may take their time."""
        await self._forms.work()

    async def look_for_travellers(self) -> None:
        """Ask the people who are elsewhere, and do not open the app, about their briefings."""
        await self._travel.work(datetime.now(UTC), self._workspaces.shut)

    async def objection(self, workspace: str, user: str, draft: Draft) -> str:
        """Why this person may not subscribe that channel; "" where they may."""
        try:
            await self._manager.check(Act(workspace, draft.here, user, datetime.now(UTC)), draft.channel)
        except InputError as fault:
            return str(fault)
        return ""

    async def _do(self, job: Job) -> None:
        if "team_id" in job.payload and await self._workspaces.bot_user(job.payload["team_id"]) is None:
            log.warning("left %s undone: the bot is not installed there", job.key)
            await asyncio.to_thread(self._archive.done, job.key)
            return
        try:
            try:
                await self._does[job.kind](job)
            except _UNREACHABLE:
                raise
            except (InputError, NotFoundError, SlackError) as fault:
                await self._tell(job, showing.said(managing.spoken(fault)))
            except Exception:
                log.exception("%s failed", job.key)
                await self._apologise(job)
        except _UNREACHABLE:
            age = datetime.now(UTC) - job.at
            if age < RESPONSE_LIFE:
                await asyncio.sleep(max(AGAIN, age.total_seconds() / 4))
                return  # the job stays, and is tried again
            log.exception("gave up on %s: Slack could not be reached", job.key)
        await asyncio.to_thread(self._archive.done, job.key)
        metrics.JOBS.labels(job.kind).observe(max(0.0, (datetime.now(UTC) - job.at).total_seconds()))

    async def _apologise(self, job: Job) -> None:
        try:
            await self._tell(job, showing.said(FAILED))
        except _UNREACHABLE:
            raise
        except Exception:
            log.exception("nobody could be told that %s failed", job.key)

    async def _tell(self, job: Job, reply: Reply) -> None:
        """Answer to the one who gave the job, alone: where they gave it, or on their Home tab."""
        if job.payload.get("response_url"):
            kept = not reply.replaces or job.payload.get("action") in buttons.UNDER_AN_EVENT
            # What everybody sees is never replaced by what is told to one.
            more = {"replace_original": True} if job.payload.get("alone") and not kept else {}
            await self._respond(job, reply.text, reply.blocks, **more)
        elif job.kind == intake.QUESTION:
            await self._asking.reply(job, reply.text, reply.blocks)
        elif job.payload.get("user_id"):
            await self._show_home(job, reply.text)

    async def _respond(self, job: Job, text: str, blocks: list[kit.Block] | None = None, **more: Any) -> None:
        # The session is kept: a connection of its own for each answer costs more than the answer.
        session = self._workspaces.client(job.payload["team_id"]).session
        hook = AsyncWebhookClient(job.payload["response_url"], retry_handlers=[], timeout=10, session=session)
        said = {"text": text, "blocks": blocks, "response_type": "ephemeral", **more}
        if thread := job.payload.get("thread_ts", ""):
            said["thread_ts"] = thread  # else it would come to the channel, out of sight of who clicked in the thread
        answer = await hook.send_dict(said)
        if answer.status_code != 200:  # noqa: PLR2004 - HTTP's own number
            log.warning("Slack did not take the answer to %s: %s %s", job.key, answer.status_code, answer.body)

    async def _command(self, job: Job) -> None:
        await self._run(job, job.payload["text"])

    async def _run(self, job: Job, text: str) -> None:
        """Do what was typed after /brief, or stands on a button."""
        asked = commands.read(text)
        if asked.verb == "help":
            await self._tell(job, showing.said(commands.HELP))
        elif asked.verb:
            await self._tell(job, await self._manager.answer(asked, _act(job)))
        elif asked.near:
            meant = " ".join([asked.near, *asked.rest.split()[1:]])
            question = f"Did you mean `/brief {asked.near}`?"
            choices = (
                showing.button(f"Yes: {meant}", showing.RUN, meant, style="primary"),
                showing.button(f"No, show me “{asked.rest}”", showing.BRIEF, asked.rest),
            )
            await self._tell(job, showing.said(question, *choices))
        else:
            await self._brief(job, asked.rest)

    async def _brief(self, job: Job, topic: str) -> None:
        """Show the latest on a topic; without one, on what the channel is briefed on."""
        if not topic:
            mine = await self._manager.subscriptions(job.payload["team_id"], job.payload["channel_id"])
            if not mine:
                reply = await self._manager.answer(commands.Asked("list", ""), _act(job))
                await self._tell(job, reply)
                return
            topics = list(dict.fromkeys(subscription.topic for subscription in mine))
            everything = (topic for topic in topics if not muting.parted(topic)[0])
            topic = next(everything, " OR ".join(topics))
        briefing = await self._latest.briefing(topic)
        text, blocks = briefings.message(briefing, heading=briefings.title(topic))
        if briefing.events:
            share = kit.button("Share with this channel", SHARE, topic, accessibility_label="Share with this channel")
            blocks.append({"type": "actions", "elements": [share]})
        await self._tell(job, Reply(text, blocks))

    async def _click(self, job: Job) -> None:
        value, act = job.payload["value"], _act(job)
        match job.payload["action"]:
            case kind if kind == SHARE:
                await self._share(job)
            case showing.RUN:
                await self._run(job, value)
            case showing.BRIEF:
                await self._brief(job, value)
            case showing.SAVE:
                await self._tell(job, await self._manager.save(Draft.loads(value), act))
            case answers.RATE:
                await self._respond(job, await self._asking.rate(job), replace_original=False)
            case showing.CANCEL:
                await self._respond(job, "Cancelled.", delete_original=True)
            case (showing.PAUSE | showing.RESUME | showing.END) as verb:
                await self._tell(job, await self._manager.turn(verb, int(value), act))
            case (travel.MOVE | travel.KEEP) as action:
                text, blocks, _ = await self._travel.answer(action, value, act)
                await self._respond(job, text, blocks, replace_original=True)  # a question to them alone
            case action if action in buttons.DOING:
                await self._tell(job, await self._stories.answer(action, value, act))

    async def _share(self, job: Job) -> None:
        topic, user = job.payload["value"], job.payload["user_id"]
        briefing = await self._latest.briefing(topic)
        posts = briefings.posts(
            briefing,
            key=f"share/{job.key}",
            workspace=job.payload["team_id"],
            channel=job.payload["channel_id"],
            heading=briefings.title(topic),
        )
        shared = kit.context(f"Shared by <@{user}>")
        first = posts[0]
        posts[0] = dataclasses.replace(first, blocks=(*first.blocks, shared), frame=(*first.frame, shared))
        await asyncio.to_thread(self._archive.queue, posts)
        self._posted()
        await self._respond(job, "Shared with this channel.", replace_original=True)

    async def _read(self, job: Job) -> None:
        """Show a story closely in a window, or, where Slack opens none any more, in a message to the person alone."""
        action, value = job.payload["action"], job.payload["value"]
        page = await self._stories.page(action, value, closeup.WINDOW)
        if isinstance(page, closeup.Page) and _left(job) > 0:
            try:
                async with asyncio.timeout(_left(job)):
                    view = closeup.view(page)
                    web = self._workspaces.client(job.payload["team_id"])
                    await web.views_open(trigger_id=job.payload["trigger_id"], view=view)
            except (*_UNREACHABLE, SlackApiError) as fault:
                log.warning("the window of %s could not be opened: %s", job.key, faults.reason(fault))
            else:
                return
        page = await self._stories.page(action, value, closeup.MESSAGE)
        if isinstance(page, closeup.Page):
            page = Reply(splitting.said(page.blocks), page.blocks, replaces=False)
        await self._tell(job, page)

    async def _form(self, job: Job) -> None:
        """Open the form of a subscription, at once or not at all."""
        if job.payload.get("action") in buttons.READING:
            await self._read(job)
            return
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + _left(job)):
                draft = await self._drafted(job)
                zone, own = await self._manager.zone(_act(job))
                draft = dataclasses.replace(draft, profile=zone if own else "")
                fixed = bool(draft.id) or draft.channel.startswith("D")
                view = modals.form(draft, zone, profile=own, fixed=fixed)
                web = self._workspaces.client(job.payload["team_id"])
                await web.views_open(trigger_id=job.payload["trigger_id"], view=view)
        except _UNREACHABLE:
            raise SlackError(LATE) from None
        except SlackApiError as fault:
            word = faults.code(fault)
            log.warning("the form of %s could not be opened: %s", job.key, word)
            raise SlackError(LATE if "trigger" in word else f"{REFUSED} ({word})", code=word) from None

    async def _drafted(self, job: Job) -> Draft:
        """What the form is filled in with."""
        act, action, value = _act(job), job.payload.get("action"), job.payload.get("value", "")
        home = {"here": act.channel, "url": job.payload["response_url"]}
        if action == showing.EDIT:
            return dataclasses.replace(draft_of(await self._manager.subscription(act, int(value))), **home)
        if action == showing.SUBSCRIBE and value == "me":
            return Draft(await self._people.direct(act.workspace, act.user), **home)
        if action == showing.SUBSCRIBE:
            return dataclasses.replace(Draft.loads(value), **home)
        asked = commands.read(job.payload.get("text") or value)
        channel = act.channel
        if asked.channel:
            async with asyncio.timeout(PROMPT):
                channel = await channels.find(self._workspaces.client(act.workspace), asked.channel)
        return Draft(channel, muting.checked(asked.rest), quiet=asked.quiet, **home)

    async def _submission(self, job: Job) -> None:
        draft = Draft.loads(job.payload["draft"])
        await self._tell(job, await self._manager.save(draft, _act(job)))

    async def _opened(self, job: Job) -> None:
        await self._show_home(job)
        await self._ask_traveller(job)

    async def _leaving(self, job: Job) -> None:
        """Stop at once in the workspaces that removed the app, and erase what is theirs; nothing where it is back."""
        for workspace in job.payload["workspaces"]:
            kept = await asyncio.to_thread(self._archive.installation, workspace)
            if kept and kept.at.timestamp() > job.payload["at"] + 1:  # Slack's seconds are whole
                continue
            own = kept.token if kept and kept.workspace == workspace else None
            for team in await asyncio.to_thread(self._archive.uninstall, workspace, job.at, own) or ():
                self._workspaces.shut_down(team, job.payload["why"])

    async def _show_home(self, job: Job, note: str = "") -> None:
        team, user, hash_ = job.payload["team_id"], job.payload["user_id"], job.payload.get("hash", "")
        await self._home.publish(team, user, datetime.now(UTC), note=note, hash_=hash_)

    async def _greet(self, job: Job) -> None:
        topics = await asyncio.to_thread(self._desk.in_the_news, now=datetime.now(UTC))
        await agent.greet(self._workspaces.client(job.payload["team_id"]), job.payload["channel_id"], topics)
        await self._ask_traveller(job)

    async def _ask_traveller(self, job: Job) -> None:
        await self._travel.look(job.payload["team_id"], job.payload["user_id"], datetime.now(UTC))

    async def _question(self, job: Job) -> None:
        if job.payload["channel_id"].startswith("D"):
            web = self._workspaces.client(job.payload["team_id"])
            await agent.working(web, job.payload["channel_id"], job.payload["thread_ts"])
        text = job.payload["text"] if job.payload["addressed"] else ""
        begins = job.payload["thread_ts"] == job.payload["ts"]
        if text and (topic := agent.topic(text)) is not None:
            await self._tell_news(job, topic, await self._latest.briefing(topic))
        elif line := commands.in_talk(text):
            await self._asking.reply(job, line, showing.said(line).blocks)
        elif begins and agent.is_topic(text) and (briefing := await self._news(text)):
            await self._tell_news(job, text, briefing)
        else:
            await self._asking.question(job)

    async def _news(self, topic: str) -> Briefing | None:
        """The briefing on what may be a topic; None where it is none, or there is no news on it."""
        with contextlib.suppress(TopicError):
            briefing = await self._latest.briefing(topic)
            return briefing if briefing.events else None
        return None

    async def _tell_news(self, job: Job, topic: str, briefing: Briefing) -> None:
        """Answer with the briefing on a topic."""
        posts = briefings.posts(
            briefing,
            key=f"answer/{job.key}",
            workspace=job.payload["team_id"],
            channel=job.payload["channel_id"],
            heading=briefings.title(topic),
        )
        thread = job.payload["thread_ts"]  # that of the question, for all of them
        await asyncio.to_thread(
            self._archive.queue, [dataclasses.replace(post, thread=thread, parent=None) for post in posts]
        )
        self._posted()


def _act(job: Job) -> Act:
    payload = job.payload
    user_team = payload.get("user_team", "")
    return Act(payload["team_id"], payload["channel_id"], payload["user_id"], job.at, user_team)


def _left(job: Job) -> float:
    """Seconds in which a form may still be opened."""
    return (job.at + FORM_LIFE - datetime.now(UTC)).total_seconds()

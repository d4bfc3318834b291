"""Faults of the agent side. A refusal is a value (`ToolReply`), never one of these.

AgentToolsError
├── BriefError          an argument of a request is out of range or makes no sense
├── SettingsError       an environment variable or the home folder is unusable
├── KeyFileError        a key file is damaged or readable by others
│   └── GateKeyError    it is the gate's key
├── NotFound            there is no row with that id
├── TextErased          the words were erased, and only what they led to is left
├── ClipLost            a clip's row is there and its file is not
├── ClipWithdrawn       somebody who is shown in a clip took it back
├── ContentBlocked      what came out was taken down before
├── ReportError         a misuse report is incomplete or was settled before
├── BlobError           the blob store cannot be reached or written
│   └── BlobDamaged     a stored file is not what its name says
├── JobError            a job cannot do what is asked of it
│   ├── NotWaiting          it waits for no answer, or for another one
│   ├── KeyReused           its idempotency key came before with another request
│   ├── JobRefused          it was not accepted: a limit of this installation is reached
│   ├── JobExpired          nobody took it up or answered in time
│   ├── ConsentRevoked      the consent it was to rest on was taken back
│   ├── JobAbandoned        its workers died, as often as it may be begun
│   └── LeaseLost           another worker took it over
├── ScriptError         a scripted conversation went another way than it was written
└── StoreError          the database failed
    ├── StoreLocked     another process held the database longer than the busy timeout
    └── StoreNewer      the database was written by a newer version of this program
"""

from __future__ import annotations


class AgentToolsError(Exception):
    """Root of every fault in `agent_tools`. `code` is stable; `remedy` says who can act."""

    code = "agent_tools.fault"
    remedy = "none"


class BriefError(AgentToolsError):
    """An argument of a request is out of range or makes no sense."""

    code = "agent_tools.brief"
    remedy = "change_arguments"


class SettingsError(AgentToolsError):
    """An environment variable or the home folder is unusable."""

    code = "agent_tools.settings"
    remedy = "ask_human"


class KeyFileError(AgentToolsError):
    """A key file is damaged or readable by others."""

    code = "agent_tools.key_file"
    remedy = "ask_human"


class GateKeyError(KeyFileError):
    """The gate's key file is damaged or readable by others; nothing is allowed without it."""

    code = "agent_tools.gate_key"
    remedy = "ask_human"


class NotFound(AgentToolsError):
    """There is no row with that id."""

    code = "agent_tools.not_found"
    remedy = "change_arguments"


class TextErased(AgentToolsError):
    """The words of a request were erased for good; what they led to can still be shown, and not be repeated."""

    code = "agent_tools.text_erased"
    remedy = "none"


class ClipLost(AgentToolsError):
    """A clip's row is there and its file is not: it was moved or removed after it was made."""

    code = "agent_tools.clip_lost"
    remedy = "ask_human"


class ClipWithdrawn(AgentToolsError):
    """Somebody who is shown in a clip took it back; it is not handed over again."""

    code = "agent_tools.clip_withdrawn"
    remedy = "none"


class ContentBlocked(AgentToolsError):
    """What came out was taken down before, or looks like it; it is not handed over again."""

    code = "agent_tools.content_blocked"
    remedy = "none"


class ReportError(AgentToolsError):
    """A misuse report lacks what the law asks for, or was settled before."""

    code = "agent_tools.report"
    remedy = "change_arguments"


class BlobError(AgentToolsError):
    """The blob store cannot be reached, read or written; nothing was made visible."""

    code = "agent_tools.blob"
    remedy = "retry_later"


class BlobDamaged(BlobError):
    """A stored file is cut short or altered: its digest is not the one in its name."""

    code = "agent_tools.blob_damaged"
    remedy = "ask_human"


class JobError(AgentToolsError):
    """A job cannot do what is asked of it."""

    code = "agent_tools.job"
    remedy = "change_arguments"


class NotWaiting(JobError):
    """The job waits for no answer, or for another one than was given."""

    code = "agent_tools.job_not_waiting"


class KeyReused(JobError):
    """The idempotency key was used before, with another request."""

    code = "agent_tools.job_key_reused"


class JobRefused(JobError):
    """A limit of this installation is reached: jobs that wait, or work a day. Nothing was accepted."""

    code = "agent_tools.job_refused"
    remedy = "retry_later"


class JobExpired(JobError):
    """Nobody took the job up, or answered its question, in time."""

    code = "agent_tools.job_expired"
    remedy = "retry_later"


class ConsentRevoked(JobError):
    """The consent that the clip was to rest on was taken back while the job waited."""

    code = "agent_tools.consent_revoked"
    remedy = "ask_human"


class JobAbandoned(JobError):
    """Every worker that took the job up died over it; it is not begun again."""

    code = "agent_tools.job_abandoned"
    remedy = "ask_human"


class LeaseLost(JobError):
    """The job is no longer this worker's: another one took it over, or it has ended. Nothing of it is delivered."""

    code = "agent_tools.job_lease_lost"
    remedy = "none"


class ScriptError(AgentToolsError):
    """A scripted conversation went another way than it was written."""

    code = "agent_tools.script"
    remedy = "ask_human"


class StoreError(AgentToolsError):
    """The database failed: damaged, unwritable, full, or asked for something its rules forbid."""

    code = "agent_tools.store"
    remedy = "ask_human"


class StoreLocked(StoreError):
    """Another process held the database longer than the busy timeout."""

    code = "agent_tools.store_locked"
    remedy = "retry_later"


class StoreNewer(StoreError):
    """The database was written by a newer version of this program."""

    code = "agent_tools.store_newer"
    remedy = "ask_human"

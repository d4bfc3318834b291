"""How each tool is described to a model: what it does, when to use it and when not, and what comes back.

500 to 900 characters each, the room that providers and their guides leave for a tool that is chosen rightly.
"""

CREATE = (
    "Make one short video clip, 1 to 60 seconds, from a description in plain English. Use it when the person asks for "
    "a clip, an animation or a short video, or when one would explain something better than text. Not for still "
    "pictures, for changing a clip made here (clip_revise) or for asking about one (clip_get). Describe what is seen: "
    "who or what, what it does, where, camera, light; words to be shown go into double quotes. Keep the person's own "
    "words; never swap a name to get past a refusal. It waits a little; the state is then completed (clip_id, and a "
    "disclosure you must repeat to the person), queued or running (call clip_get with the job_id), needs_answer (put "
    "the question to the person word for word) or blocked (tell the message; nothing was made). The same call again "
    "gives the same job, not a second clip."
)
CHECK = (
    "Ask whether a clip may be made of a request, without making it; this takes milliseconds and costs nothing. Use it "
    "before a long storyboard, or when the request may name or show a real person and you want to know what to ask "
    "first. Do not use it before every clip: clip_create judges each request by itself, and an allow given here is no "
    "permission kept for later. The result has a verdict: allow, ask (the person must first say or give something) or "
    "block, a message that can be shown to the person, and the reasons: each with a stable code, the words that caused "
    "it and what can be done instead. Asking the same thing in other words to slip past a reason is not wanted."
)
GET = (
    "Look at a clip that is being made, or was made before, by its job_id or clip_id. Use it when clip_create or "
    "clip_revise came back queued or running, after the person has answered a question of a job, when they come back "
    "to an earlier clip, or to repeat what must be said with it. Do not use it to make or change a clip, and never "
    "invent ids: take them from an earlier result in this conversation. It waits up to wait_seconds for the end; if "
    "the state is still queued or running, wait retry_after_s before you call again, and tell the person how far it is "
    "instead of asking many times. The result is the one of clip_create: completed comes with the clip_id, what was "
    "drawn otherwise than asked, and the disclosure sentence, which you must repeat whenever you hand the clip over."
)
REVISE = (
    "Make a new version of a clip that was made here: other words, length, shape, style, quality or seed. Use it when "
    "the person likes a clip and wants something about it changed ('slower', 'at night', 'portrait, for my phone', "
    "'another version'). Do not use it for another subject (clip_create), nor for videos from elsewhere. Give the "
    "clip_id and only what is to be otherwise; everything else is taken over from it. The "
    "earlier clip stays too. The whole is judged again like any request, so a change cannot bring in somebody whom "
    "clip_create would refuse. The result is the one of clip_create: completed with a new clip_id and the disclosure "
    "that you must repeat, queued or running (call clip_get with the job_id), needs_answer, or blocked."
)

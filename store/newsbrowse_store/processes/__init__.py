"""Child processes: the contract of all of ours, for whoever starts one more.

Start: A child is `python -m MODULE`, with the interpreter, packages and environment of whoever
starts it (`environment`), in a session of its own, so that ctrl+c in the terminal is not for it. A
child for work behind the screen lowers its priority. It has two ends: `json_child.JsonChild` with
whoever starts it, `json_child.JsonParent` in the child, best in one module.

Messages: One JSON value a line, both ways: standard input and standard output. The child's standard
output is for messages alone; what libraries print goes to its standard error, which goes to a log,
or nowhere, and never to a screen that an app has. Values of ours travel as what JSON has, or whole
by `packed` and `unpacked`, for which both ends must be of one version.

Death: A child may die at any time, of anything. Its end is noticed where it is spoken with, as an
`EndedError` that says how: the exit code or the signal. What it said before counts, and half a line
does not. A `JsonChild` is started anew when it is told something after that: whoever tells keeps in
mind what was under way, and which task to give up because children die of it.

Time limit: `hear` returns when nothing has come for a while; whoever knows how long the work may
take ends the child then. No child is asked to end kindly when it hangs: it is killed.

Leaving: A child leaves when its standard input ends, at once unless it has something to finish, so
that none outlives whoever started it, however that ended. What a child does must bear a kill.

What is added in the background, what reads files, the processes of a batch and the worker are such
children. The app speaks with its worker by `loop_child.LoopChild` in the place of a `JsonChild`: it
tells more than a pipe holds, from an event loop that must wait neither for a pipe nor, when the app
is left, for a thread.
"""

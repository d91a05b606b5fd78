/** The one place that talks to the sandbox server: JSON over HTTP, and web sockets that come back by themselves. */

/** A refusal with the sentence the server gave for it. */
export class WireError extends Error {
  constructor(sentence, status, answer) {
    super(sentence);
    this.status = status;
    this.answer = answer;
  }
}

let underway = 0;

// Tests and people can see on <html data-busy> whether anything is still on its way.
export function count(step) {
  underway += step;
  document.documentElement.dataset.busy = String(underway);
}

async function call(path, options) {
  count(1);
  try {
    const response = await fetch(`/control/${path}`, options).catch(() => {
      throw new WireError("The sandbox server does not answer. Is it still running?", 0, {});
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) {
      throw new WireError(answer.error ?? `The sandbox server answered ${response.status}.`, response.status, answer);
    }
    return answer;
  } finally {
    count(-1);
  }
}

export const get = (path) => call(path, { headers: { Accept: "application/json" } });

export const post = (path, body = {}) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

/**
 * Listen on a web socket under /control until the returned function is called.
 * `heard` gets each message, and null each time the line is open (again): something may have been missed.
 */
export function listen(path, heard, lost = () => {}) {
  let socket = null;
  let pause = FIRST_PAUSE;
  let timer = 0;
  let stopped = false;
  const open = () => {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/control/${path}`);
    socket.onopen = () => {
      pause = FIRST_PAUSE;
      heard(null);
    };
    socket.onmessage = (event) => heard(JSON.parse(event.data));
    socket.onclose = () => {
      if (stopped) return;
      lost();
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}

// The live line to the server: opens again by itself, with growing pauses.

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

export class Line {
  #socket = null;
  #timer = null;
  #pause = FIRST_PAUSE;
  #actor = "";

  /** onOpen: the line stands, read everything anew. onPush: one push. onDown: it broke, and is being opened again. */
  constructor({ onOpen, onPush, onDown }) {
    this.on = { onOpen, onPush, onDown };
    addEventListener("online", () => this.#soon(0));
    document.addEventListener("visibilitychange", () => document.hidden || this.#soon(0));
  }

  connect(actor) {
    this.#actor = actor;
    clearTimeout(this.#timer);
    this.#socket?.close();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/page/socket?as=${encodeURIComponent(actor)}`);
    this.#socket = socket;
    const isMine = () => this.#socket === socket;
    socket.addEventListener("open", () => isMine() && this.#opened());
    socket.addEventListener("message", (event) => isMine() && this.on.onPush(JSON.parse(event.data)));
    socket.addEventListener("close", () => isMine() && this.#closed());
  }

  #opened() {
    this.#pause = FIRST_PAUSE;
    this.on.onOpen();
  }

  #closed() {
    this.#socket = null;
    this.on.onDown();
    this.#soon(this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #soon(pause) {
    if (this.#socket || !this.#actor) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(this.#actor), pause);
  }
}

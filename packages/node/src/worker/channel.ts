/** One end of the channel between a worker and its primary: messages arrive whole and in order. */
export interface Channel {
  /** Sends a JSON value; `done` is called when it has left this process, or with the error. */
  post(message: object, done?: (error: Error | null) => void): void;
  /**
   * Calls `receive` for each message of the other end and `gone` when that end has closed; returns a
   * function that stops both.
   */
  listen(receive: (message: unknown) => void, gone: () => void): () => void;
}

/** The part that `process` in a worker and the `ChildProcess` in its primary have in common. */
export interface IpcProcess {
  /** Whether messages can be sent. */
  readonly connected: boolean;
  /** Sends a message; absent in a process that was not forked. */
  send?(
    message: object,
    handle: undefined,
    options: undefined,
    done: (error: Error | null) => void,
  ): boolean;
  /** Adds a listener. */
  on(event: "message" | "disconnect", listener: (message: unknown) => void): unknown;
  /** Removes a listener. */
  off(event: "message" | "disconnect", listener: (message: unknown) => void): unknown;
}

/** Returns the channel that Node opens between a process and a process that it forked. */
export function ipcChannel(other: IpcProcess): Channel {
  return {
    post(message, done = () => undefined) {
      if (other.send && other.connected) other.send(message, undefined, undefined, done);
      else done(new Error("the channel is closed"));
    },
    listen(receive, gone) {
      other.on("message", receive);
      other.on("disconnect", gone);
      return () => {
        other.off("message", receive);
        other.off("disconnect", gone);
      };
    },
  };
}

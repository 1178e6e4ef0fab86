/** The actions that end a tree of processes, when this process ends. */
interface Ending {
  /** Passes on a signal of the terminal, as the system does to processes of the same group. */
  pass(signal: NodeJS.Signals): void;
  /** Ends the tree, since this process is about to. */
  end(): void;
}

const endings = new Set<Ending>();
/** A terminal sends these to all processes that run in it; SIGTERM is for this process alone. */
const OF_TERMINAL: readonly NodeJS.Signals[] = ["SIGINT", "SIGHUP"];
const SIGNALS: readonly NodeJS.Signals[] = [...OF_TERMINAL, "SIGTERM"];

/**
 * Ends a tree of processes when this process ends, by itself or by a signal; returns a function that takes
 * this back.
 *
 * A tree in a group of its own is not reached by Ctrl+C, and would outlive the program. A program's own
 * listeners of signals see no listener beside them, and decide as they would without.
 */
export function endWithProcess(ending: Ending): () => void {
  if (endings.size === 0) install();
  endings.add(ending);
  return () => {
    endings.delete(ending);
    if (endings.size === 0) uninstall();
  };
}

function install(): void {
  process.on("exit", endAll);
  if (process.platform === "win32") return;
  // First, so that a listener that looks for others finds this one gone.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
}

function uninstall(): void {
  process.off("exit", endAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  process.off(signal, onSignal);
  const isLast = process.listenerCount(signal) === 0;
  if (OF_TERMINAL.includes(signal)) for (const ending of endings) ending.pass(signal);
  if (!isLast) {
    // Another listener decides; a later signal must find this one again.
    setImmediate(() => {
      if (endings.size > 0) process.prependListener(signal, onSignal);
    });
    return;
  }
  endAll();
  process.kill(process.pid, signal);
}

function endAll(): void {
  for (const ending of endings) ending.end();
}

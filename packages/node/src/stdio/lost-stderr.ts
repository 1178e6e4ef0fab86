/** Keeps a standard error that its reader has closed from ending the process: a log is best effort. */
export function tolerateLostStderr(): void {
  if (!process.stderr.listeners("error").includes(ignore)) process.stderr.on("error", ignore);
}

function ignore(): void {
  // Nothing is left to write to.
}

import type { OptionNames } from "@mortise/protocol";
import { checkFunctions, checkOptions } from "@mortise/protocol";
import type { CallToolOptions } from "./client.ts";

/** Settings of one request, with the headers that the client adds. */
export interface Ask extends CallToolOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

const OPTIONS: OptionNames<Ask> = {
  signal: true,
  timeout: true,
  maxTimeout: true,
  meta: true,
  extensions: true,
  fresh: true,
  onProgress: true,
  onLog: true,
  logLevel: true,
  onTask: true,
  wait: true,
  headers: true,
};

/** Refuses settings of a request that would be ignored; throws MortiseError `INVALID_OPTION`. */
export function checkAsk(method: string, options: Ask): void {
  checkOptions(method, options, OPTIONS);
  checkFunctions(options, ["onProgress", "onLog", "onTask"]);
}

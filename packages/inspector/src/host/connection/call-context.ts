import { AsyncLocalStorage } from "node:async_hooks";

/** The call of the inspector whose code runs, through everything that it awaits. */
export const callContext: AsyncLocalStorage<string> = new AsyncLocalStorage<string>();

// #region bun
import { handle } from "./handle.ts";

// PORT=3000 bun bun.ts
export default {
  idleTimeout: 0, // Bun ends a silent response after 10 s otherwise
  fetch: (request: Request): Promise<Response> => handle(request),
};
// #endregion

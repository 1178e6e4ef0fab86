// #region deno
import { handle } from "./handle.ts";

// deno serve --port 3000 --allow-env deno.ts
export default { fetch: (request: Request): Promise<Response> => handle(request) };
// #endregion

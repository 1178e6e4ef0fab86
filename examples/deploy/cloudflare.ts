// #region cloudflare
import { handle } from "./handle.ts";

export default { fetch: (request: Request): Promise<Response> => handle(request) };
// #endregion

// #region mount
import { createFetchHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "../../../../server.ts";

const handle = createFetchHandler(server, {
  allowedHosts: ["127.0.0.1", "app.example.com"],
  maxBodyBytes: MAX_BODY_BYTES,
});

export const GET = (request: Request): Promise<Response> => handle(request);
export const POST = (request: Request): Promise<Response> => handle(request);
export const DELETE = (request: Request): Promise<Response> => handle(request);
// #endregion

// #region vercel
import { handle } from "./handle.ts";

/** Seconds that a call may take; the plan of the account sets the most. */
export const maxDuration = 300;

export const GET = (request: Request): Promise<Response> => handle(request);
export const POST = (request: Request): Promise<Response> => handle(request);
export const DELETE = (request: Request): Promise<Response> => handle(request);
// #endregion

// #region lambda
import { Hono } from "hono";
import { handle as answerWhole, streamHandle } from "hono/aws-lambda";
import { handle } from "./handle.ts";

const app = new Hono().all("*", (context) => handle(context.req.raw));

/** For a function URL with the invoke mode `RESPONSE_STREAM`: events leave at once. */
export const handler: ReturnType<typeof streamHandle> = streamHandle(app);

/** For API Gateway and load balancers, which take a response as a whole. */
export const buffered: ReturnType<typeof answerWhole> = answerWhole(app);
// #endregion

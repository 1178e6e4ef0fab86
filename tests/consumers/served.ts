import { serve } from "mortise";
import { server } from "./server.ts";

export const serving = await serve(server);
export default server;

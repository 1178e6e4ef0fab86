import { serve } from "mortise";
import { createTicketServer } from "./create-ticket-server.ts";
import { TicketApi } from "./ticket-api.ts";

const { TICKETS_URL = "http://127.0.0.1:4000", TICKETS_KEY = "" } = process.env;

const server = createTicketServer(new TicketApi({ url: TICKETS_URL, key: TICKETS_KEY }));

await serve(server); // stdio, or HTTP with --http
export default server;

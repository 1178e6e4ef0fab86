/** Returns the event of payload format 2.0 that function URLs and HTTP APIs of API Gateway make of a request. */
export async function toEvent(request: Request) {
  const text = await request.text();
  return describeRequest(request, Buffer.from(text).toString("base64"));
}

function describeRequest({ url, method, headers }: Request, body: string) {
  const { host, pathname, search } = new URL(url);
  return {
    version: "2.0" as const,
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { host, ...Object.fromEntries(headers) },
    cookies: [],
    body,
    isBase64Encoded: true,
    requestContext: {
      accountId: "anonymous",
      apiId: "u1",
      authentication: null,
      authorizer: {},
      domainName: host,
      domainPrefix: "tools",
      http: {
        method,
        path: pathname,
        protocol: "HTTP/1.1",
        sourceIp: "203.0.113.7",
        userAgent: headers.get("user-agent") ?? "",
      },
      requestId: "e1",
      routeKey: "$default",
      stage: "$default",
      time: "28/Nov/2026:00:00:00 +0000",
      timeEpoch: 1_795_824_000_000,
    },
  };
}

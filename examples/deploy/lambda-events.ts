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

/** Returns the event of payload format 1.0 that REST APIs of API Gateway make of a request. */
export async function toRestEvent(request: Request) {
  const { pathname } = new URL(request.url);
  const { requestContext, headers, ...event } = await toEvent(request);
  const { http, ...context } = requestContext;
  return {
    version: "1.0" as const,
    resource: "/{proxy+}",
    path: pathname,
    httpMethod: http.method,
    headers,
    multiValueHeaders: toLists(headers),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: event.body,
    isBase64Encoded: true,
    requestContext: { ...context, httpMethod: http.method, path: pathname, protocol: "HTTP/1.1" },
  };
}

/** Returns the event that load balancers make of a request, with each header as one value. */
export async function toBalancerEvent(request: Request) {
  const { headers, body } = await toEvent(request);
  return {
    httpMethod: request.method,
    path: new URL(request.url).pathname,
    queryStringParameters: {},
    headers,
    body,
    isBase64Encoded: true,
    requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:group/tools/1" } },
  };
}

function toLists(headers: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}

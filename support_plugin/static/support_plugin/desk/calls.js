/** The desk's calls over HTTP, in the name of the agent for whom the page was loaded (docs/protocol.md). */

/** What the shop refused: `status`, and of its answer `detail` and `fields`, where it has them. */
export class CallRefused extends Error {
  /** @param {number} status @param {{detail?: string, fields?: Object<string, string[]>}} answer */
  constructor(status, { detail, fields }) {
    super(detail);
    Object.assign(this, { status, detail, fields });
  }
}

export class Calls {
  /** @param {import("../chat/client/client.js").ChatClient} client */
  constructor(client) {
    this.client = client;
  }

  /**
   * @param {string} method @param {string} url @param {object} [body] sent as JSON
   * @returns {Promise<object>} the answer, empty where it is no JSON; rejects with CallRefused
   */
  async call(method, url, body) {
    const { headers } = this.client.uploading();
    if (body) headers["Content-Type"] = "application/json";
    const options = { method, headers, cache: "no-store", body: body && JSON.stringify(body) };
    const response = await this.client.fetch(url, options);
    const answer = (await response.json().catch(() => null)) ?? {};
    if (!response.ok) throw new CallRefused(response.status, answer);
    return answer;
  }
}

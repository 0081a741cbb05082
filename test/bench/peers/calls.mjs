/** The twelve calls of one case, to the desks of three simulated payers: the same processes that the hub's own stays ask. */
import { Pool } from 'undici';

/**
 * @param {readonly string[]} desks base addresses
 * @param {{ idNumber: string, name: string }} person whom every desk knows
 */
export function desks(desks, person) {
  const pools = desks.map((origin) => new Pool(origin, { connections: 16 }));

  async function post(desk, path, body) {
    const { statusCode, body: answer } = await pools[desk].request({
      ...{ method: 'POST', path, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    });
    const said = await answer.json();
    if (statusCode >= 500) throw new Error(`${path}: ${statusCode}`);
    return { status: statusCode, said };
  }

  return {
    /** Whether a desk has a claim of this case already: it has none. */
    look: async (id, desk) => (await post(desk, '/claims/find', { claimKey: `${id}/${desk}` })).said.status,
    /** Files a claim under a key that is the same whenever it is sent again; gives its number. */
    claim: async (id, desk) => {
      const { said } = await post(desk, '/claims', {
        ...{ claimKey: `${id}/${desk}`, payer: `payer-${desk}`, institution: 'bench', person },
        ...{ settlementRef: id, sequence: 1, amountFen: 10_000, dischargedOn: '2026-03-09' },
      });
      if (said.claimNo === undefined) throw new Error(`a claim was not taken: ${JSON.stringify(said)}`);
      return said.claimNo;
    },
    /** Where the claim stands. */
    status: async (desk, claimNo) => (await post(desk, '/claims/status', { claimNo })).said.status,
  };
}

/** How long the case sleeps, durably, before its last three calls. */
export const timerMs = 20;

import { HubProblem } from '../../domain/failures.ts';
import { invariant } from '../../domain/invariant.ts';
import { rulesOf } from '../../policies/admission/insured-stay.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import type { Schemes } from '../../policies/schemes.ts';
import { amendment } from '../../policies/settlement/amendment.ts';
import { settleByVersion } from '../../policies/settlement/settle.ts';
import type { WorkOut } from '../../store/money/pass-on.ts';

/** Works a settlement out again by the version that was pinned, from what it was worked out from, with the payers' later noes. */
export function workOutAgain(schemes: Schemes): WorkOut {
  return ({ before, request, refused, payer, usedThisYear, insuredStay }) => {
    const { scheme, version: name } = before;
    const pinned = schemes.versions(scheme).find((one) => one.version === name);
    invariant(pinned !== undefined, `${scheme} has no version ${name}`);
    const version = rulesOf(pinned, insuredStay);
    const rules = new Map(version.payers.map((rule) => [rule.payer, rule]));
    if (rules.get(payer)?.refusal.passesOn !== true)
      throw new HubProblem('resolution-unfit', {
        detail: `${scheme} passes nothing on that ${payer} refuses`,
      });
    const asked = request as SettlementRequest;
    const after = settleByVersion(version, {
      ...asked,
      answers: { ...asked.answers, ...refused },
      usedThisYear: { ...usedThisYear },
    });
    const partyOf = (of: typeof payer) => {
      const rule = rules.get(of);
      invariant(rule !== undefined, `${scheme} has no payer ${of}`);
      return rule.party;
    };
    return { after, changed: amendment(before, after), partyOf };
  };
}

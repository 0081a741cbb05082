/**
 * Two look-ups of the county's tables as a route answers them that does nothing else: one prepared statement, one JSON. What is
 * sealed stays sealed, nobody is asked who he is, and no answer is checked against its form.
 */
import pg from 'pg';

const stay = {
  name: 'stay',
  text: `SELECT s.case_ref, s.institution, s.admission_no, s.scheme, s.admitted_on, s.emergency, s.stage, s.accepted_at, s.begun_at,
      s.closed_at, encode(d.decision_sealed, 'base64') AS decision, g.discharged_on, g.total_fen, g.out_of_policy_fen,
      (SELECT json_agg(w ORDER BY since, step) FROM attention w WHERE w.case_ref = s.case_ref) AS attention,
      (SELECT json_agg(json_build_object('by', checker, 'sealed', encode(check_sealed, 'base64'))) FROM checks c
        WHERE c.case_ref = s.case_ref) AS checks,
      (SELECT json_build_object('textVersion', text_version, 'signedOn', signed_on) FROM agreements a
        WHERE a.case_ref = s.case_ref) AS agreement,
      (SELECT json_build_object('totalFen', total_fen, 'patientFen', patient_fen, 'shares', (SELECT json_agg(h ORDER BY position)
        FROM settlement_shares h WHERE h.case_ref = t.case_ref)) FROM settlements t WHERE t.case_ref = s.case_ref) AS settlement,
      (SELECT json_agg(o) FROM obligations o WHERE o.case_ref = s.case_ref) AS obligations,
      (SELECT json_agg(p) FROM patient_payments p WHERE p.case_ref = s.case_ref) AS payments
    FROM stays s LEFT JOIN decisions d ON d.case_ref = s.case_ref AND d.decision_sequence = s.decision_sequence
      LEFT JOIN discharges g ON g.case_ref = s.case_ref
    WHERE s.case_ref = $1`,
};
const listed = {
  name: 'listed',
  text: `SELECT s.admitted_on, (SELECT json_agg(json_build_object('category', m.category, 'since', m.valid_from, 'listId', m.list_id,
        'listAsOf', v.confirmed_as_of) ORDER BY m.list_id, m.category)
      FROM memberships m, LATERAL (SELECT confirmed_as_of FROM list_versions v WHERE v.list_id = m.list_id
        AND v.released_at IS NOT NULL ORDER BY v.released_at DESC, v.version DESC LIMIT 1) v
      WHERE m.person_ref = s.person_ref AND m.known_until IS NULL AND m.listed AND m.valid_from <= s.admitted_on
        AND (m.valid_until IS NULL OR s.admitted_on < m.valid_until)) AS categories
    FROM stays s WHERE s.case_ref = $1`,
};

/** Adds `/stays/:caseRef` and `/stays/:caseRef/listed-categories`, answered from that database. */
export function lookUps(server, connectionString) {
  const pool = new pg.Pool({ connectionString, max: 8 });
  const answer = (statement) => async (request, reply) => {
    const { rows } = await pool.query({ ...statement, values: [request.params.caseRef] });
    return rows.length === 0 ? reply.code(404).send({}) : rows[0];
  };
  server.get('/stays/:caseRef', answer(stay));
  server.get('/stays/:caseRef/listed-categories', answer(listed));
}

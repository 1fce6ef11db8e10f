-- A list of fills goes by the forms that its reader sees: what others see, and what was deleted, is never walked through. Of
-- a state or a session too, the fills of each form are looked up.
drop index fills_unready;
create index fills_unready on fills (org_id, workspace_id, form_id, state, id desc) where state <> 'ready';
drop index fills_session;
create index fills_session on fills (org_id, workspace_id, session_id, form_id, id desc);

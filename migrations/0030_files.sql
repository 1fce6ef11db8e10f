-- Files of a workspace, found by their names: a nightly job asks which of those that are stored no row names. And what a
-- fill's PDF holds, so that the same one sent again is known.
alter table fills
    add column pdf_digest bytea check (length(pdf_digest) = 32);
comment on column fills.pdf_digest is 'SHA-256 of the stored file; null for one that was stored before this was kept.';
create index fills_pdf_file on fills (org_id, workspace_id, pdf_file) where pdf_file is not null;
create index source_documents_file on source_documents (org_id, workspace_id, file);

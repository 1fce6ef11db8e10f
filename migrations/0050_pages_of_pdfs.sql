-- How many pages a stored PDF has, and how large the first is, in hundredths of a point (1/7,200 inch): shown in pixels at the
-- workspace's resolution. Null where no reader could tell.
alter table fills
    add column pdf_pages  integer check (pdf_pages > 0),
    add column pdf_width  integer check (pdf_width > 0),
    add column pdf_height integer check (pdf_height > 0),
    add constraint fills_pdf_measured check (num_nulls(pdf_pages, pdf_width, pdf_height) in (0, 3)),
    add constraint fills_pdf_measured_here check (pdf_pages is null or pdf_file is not null);
alter table source_documents
    add column pages  integer check (pages > 0),
    add column width  integer check (width > 0),
    add column height integer check (height > 0),
    add constraint source_documents_measured check (num_nulls(pages, width, height) in (0, 3));
comment on column fills.pdf_pages is 'How many pages the stored file has; null where it could not be read.';
comment on column fills.pdf_width is 'The width of its first page as it is shown, in hundredths of a point.';
comment on column fills.pdf_height is 'The height of its first page as it is shown, in hundredths of a point.';
comment on column source_documents.pages is 'How many pages it has; null where it could not be read.';
comment on column source_documents.width is 'The width of its first page as it is shown, in hundredths of a point.';
comment on column source_documents.height is 'The height of its first page as it is shown, in hundredths of a point.';

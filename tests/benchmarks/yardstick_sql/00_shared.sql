-- The way from the inbox to the published tables in DuckDB's SQL alone: the hand-written limit the job is held against.
-- It has no receipts, no quarantine, no tests and no audit: it believes that every row is sound and every key unique.
--
-- The scripts of this folder run one after another, in the order of their numbers, on one connection: a later one reads
-- the tables of the earlier ones.
--
-- yardstick.py binds these session variables before the first script runs:
--   inner_pad, outer_pad  the padded keys of the pseudonyms
--   inbox, seeds, out     folders
--   file_format           csv or parquet
--   <feed>_files          list of paths, empty if the feed never came; one variable per feed
--   batches               list of {file, batch_id}: the files whose rows name their batch
--   cutoff_k              score from which a household is poor, unless a delivered list of indicators names another
--   vintages              JSON object: the vintage of a survey round's noise; a round that it leaves out has `none`
--
-- Column lists come from the framework's seeds: text made by string_agg, run by query().

set preserve_insertion_order = false;

create macro pseudonym(identifier) as
    left(sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode(identifier)))), 32);

create macro seed(name) as table
from read_csv(getvariable('seeds') || '/' || name || '.csv', header = true, all_varchar = true);

create macro area_list(name) as table
from read_json(getvariable('inbox') || '/geography/' || name || '.json', format = 'array');

-- Eight hexadecimal digits as a number.
create macro number_of(digits) as ('0x' || left(digits, 8))::bigint;

-- The table as an earlier script wrote it. Reading rows back is half the work of computing them again.
create macro published(zone, name) as table
from read_parquet(getvariable('out') || '/' || zone || '/' || name || '.parquet');

create macro rate(part, whole) as part / nullif(whole::double, 0);

-- In whole millionths, a half away from zero.
create macro middle(total, houses) as
    sign(total) * ((2 * (abs(total) * 1000000)::hugeint + houses) // (2 * houses))::double / 1e6;

create macro measurement(direct, measured) as
    case when direct > 0 then 'measured' when measured > 0 then 'proxy' else 'not_measured' end;

-- Share of the applicable households that pass an indicator, as an exact number, so that shares add up in any order.
create macro passing_share(applicable, failing) as
    coalesce(cast(rate((applicable - failing)::double, applicable) as decimal(18, 12)), 0);

-- The lists of an optional feed: all columns as text, no rows if it has no file.
create macro optional_feed(files, columns) as table
from query(
    case
        when len(getvariable(files)) = 0
            then 'select ' || array_to_string(list_transform(columns, lambda c: 'null::varchar as ' || c), ', ')
                || ' where false'
        when getvariable('file_format') = 'csv'
            then format('from read_csv(getvariable(''{}''), header = true, all_varchar = true)', files)
        else format('select columns(*)::varchar from read_parquet(getvariable(''{}''))', files)
    end
);

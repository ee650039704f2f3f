-- The open zone shows no exact count of households: each has noise that depends on which households are counted.
--
-- A set of households has a count and the sum of its record keys (_keys). A digest of the sum and of salts makes the
-- number of a cell, and the cell has the noise. Salts say what is counted, and of which kind of household. The salt of
-- the round is of its vintage and of all its households with an area: who does not know them all does not know the salt.

create temp table perturbation as
select
    households::bigint as households,
    noise::bigint as noise,
    first_cell::bigint as first_cell,
    last_cell::bigint as last_cell
from seed('perturbation');

-- By count: the noises in their order, and the last cell of each.
set variable noises = (
    select list(noises order by households)
    from (select households, list(noise order by first_cell) as noises from perturbation group by all)
);

set variable last_cells = (
    select list(last_cells order by households)
    from (select households, list(last_cell order by first_cell) as last_cells from perturbation group by all)
);

create temp table round_salt as
with keyed as (
    select
        survey_round,
        sum(number_of(household_key))::bigint as first_keys,
        sum(number_of(substr(household_key, 9)))::bigint as next_keys
    from household
    where village_code is not null
    group by survey_round
)
select
    survey_round,
    if(first_keys is null, null, md5(concat_ws('|',
        coalesce((getvariable('vintages')::json::map(varchar, varchar))[survey_round], 'none'), first_keys, next_keys
    ))) as vintage_salt
from survey_round left join keyed using (survey_round);

-- Keys may be a difference of sums: a remainder below zero is lifted.
create macro cell(keys, salts) as
    number_of(md5(concat_ws('|', (keys % 4294967296 + 4294967296) % 4294967296, salts)));

-- Counts from 8 up have the noise of 8.
create macro noise(counted, in_cell) as
    getvariable('noises')[least(counted, 8) + 1][
        1 + len(list_filter(
            getvariable('last_cells')[least(counted, 8) + 1], lambda last_cell: last_cell < in_cell // 65536
        ))
    ];

create macro perturbed(counted, in_cell) as counted + noise(counted, in_cell);

-- Members of so many households, of which so many are shown.
create macro perturbed_members(members, shown, in_cell) as
    if(shown = 0, 0, greatest(shown, members + in_cell // 27 % 27 + in_cell // 729 % 27 - 26));

-- In a sample a shown household represents as many as an exact one does. In a census it represents itself.
create macro weighted(figure, exact, shown) as
    if(
        getvariable('is_sample'),
        coalesce((figure::double * shown / nullif(exact, 0))::decimal(38, 12), 0)::decimal(18, 6),
        shown::decimal(18, 6)
    );

create macro withheld(surveyed, counted, failing) as surveyed < 50 or counted < 20 or counted - failing < 5;

create macro shown(is_suppressed, figure) as if(is_suppressed, null, figure);

create macro two_decimals(figure) as figure::decimal(38, 12)::decimal(38, 2)::double;

-- Without local administrations, which are as small as subdistricts.
create macro down_to_district(area_level) as area_level in ('nation', 'region', 'pilot_group', 'province', 'district');

create macro down_to_province(area_level) as area_level in ('nation', 'region', 'pilot_group', 'province');

-- Of exact results (a table, with the salts of its rows) what the open zone shows. To whom the item does not apply is
-- perturbed, among all surveyed, and the rest is whom it applies to.
create macro open_results(exact_results) as table
with celled as (
    select
        *,
        households_surveyed - households_applicable as outside,
        cell(surveyed_keys, salts) as cell_outside,
        cell(failing_keys, salts) as cell_failing
    from query_table(exact_results)
),
-- A step of its own: an expression in branches of CASE is computed again in each.
noised as (
    select
        *,
        perturbed(outside, cell_outside) as outside_shown,
        perturbed(households_failing, cell_failing) as failing_shown
    from celled
),
applying as (
    select
        *,
        case
            when outside = 0 then households_surveyed
            when households_applicable = 0 then 0
            else greatest(0, households_surveyed - outside_shown)
        end as applicable,
        case
            when outside = 0 then members_surveyed
            when households_applicable = 0 then 0
            else greatest(
                applicable,
                members_surveyed
                - perturbed_members(members_surveyed - members_applicable, outside_shown, cell_outside)
            )
        end as people_applicable
    from noised
),
failing as (
    select
        *,
        least(failing_shown, applicable) as failing,
        least(perturbed_members(members_failing, failing_shown, cell_failing), people_applicable)
            as people_failing
    from applying
)
select
    * exclude (
        members_surveyed, surveyed_keys, failing_keys, salts, outside, cell_outside, cell_failing, outside_shown,
        failing_shown, applicable, people_applicable, failing, people_failing
    ) replace (
        applicable as households_applicable,
        failing as households_failing,
        people_applicable as members_applicable,
        people_failing as members_failing,
        weighted(households_applicable_weighted, households_applicable, applicable) as households_applicable_weighted,
        weighted(households_failing_weighted, households_failing, failing) as households_failing_weighted,
        weighted(members_applicable_weighted, members_applicable, people_applicable) as members_applicable_weighted,
        weighted(members_failing_weighted, members_failing, people_failing) as members_failing_weighted
    ),
    withheld(households_surveyed, applicable, failing) as is_suppressed
from failing;

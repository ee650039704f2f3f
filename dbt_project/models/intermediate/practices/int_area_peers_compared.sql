{{ config(materialized='view') }}

with latest as (

    select * from {{ ref('int_round_pairs_joined') }}
    where survey_round = (select max(rounds.survey_round) from {{ ref('dim_survey_round') }} as rounds)

),

levels as (

    select distinct area_level from {{ ref('dim_area') }}
    where area_level in ('province', 'district', 'subdistrict', 'local_administration')

),

indicators as (

    select distinct indicator_code from {{ ref('dim_indicator') }}

),

-- What practices are measured by, whichever area registered them.
practice_questions as (

    select distinct
        survey_round,
        baseline_round,
        area_level,
        kind,
        item
    from {{ ref('int_practice_rounds_joined') }}
    where measures = 1 and start_round <= survey_round

),

asked as (

    select
        survey_round,
        area_level,
        kind,
        item
    from practice_questions

    union

    select
        baseline_round as survey_round,
        area_level,
        kind,
        item
    from practice_questions

),

-- What nobody asks about is most of it, and would be written out to be read twice. A candidate is looked for wherever
-- enough households were asked, among the figures that everybody may see.
figures as (

    select
        figures.*,
        'practice' as purpose
    from {{ ref('int_area_figures_joined') }} as figures
    inner join asked
        on figures.survey_round = asked.survey_round
        and figures.area_level = asked.area_level
        and figures.kind = asked.kind
        and figures.item = asked.item
    where figures.failing_rate is not null

    union all

    select
        *,
        'candidate' as purpose
    from {{ ref('int_area_figures_joined') }}
    where
        of_zone = 'open'
        and kind = 'indicator'
        and area_level in ('province', 'district', 'subdistrict', 'local_administration')
        and households_applicable >= {{ var('candidate_fewest_households') }}
        and failing_rate is not null

),

questions as (

    select
        *,
        'practice' as purpose
    from practice_questions

    union all

    select
        latest.survey_round,
        latest.previous_survey_round as baseline_round,
        levels.area_level,
        'indicator' as kind,
        indicators.indicator_code as item,
        'candidate' as purpose
    from latest
    cross join levels
    cross join indicators

),

changed as (

    select
        later.of_zone,
        later.survey_round,
        later.area_level,
        later.area_code,
        questions.purpose,
        later.kind,
        later.item,
        earlier.survey_round as baseline_round,
        regions.region_code,
        later.households_applicable,
        later.households_failing,
        earlier.households_applicable as baseline_households_applicable,
        earlier.households_failing as baseline_households_failing,
        later.households_applicable_weighted,
        later.households_failing_weighted,
        earlier.households_applicable_weighted as baseline_households_applicable_weighted,
        earlier.households_failing_weighted as baseline_households_failing_weighted,
        later.failing_rate,
        earlier.failing_rate as baseline_failing_rate,
        later.failing_rate - earlier.failing_rate as failing_rate_change
    from questions
    inner join figures as later
        on questions.survey_round = later.survey_round
        and questions.area_level = later.area_level
        and questions.purpose = later.purpose
        and questions.kind = later.kind
        and questions.item = later.item
    inner join figures as earlier
        on questions.baseline_round = earlier.survey_round
        and later.of_zone = earlier.of_zone
        and later.area_level = earlier.area_level
        and later.area_code = earlier.area_code
        and later.purpose = earlier.purpose
        and later.kind = earlier.kind
        and later.item = earlier.item
    inner join {{ ref('int_area_regions_joined') }} as regions
        on later.area_level = regions.area_level
        and later.area_code = regions.area_code

),

-- Alike are areas of one level and region whose first rate was about as high.
final as (

    select
        *,
        {{ decile('baseline_failing_rate', 'of_zone, purpose, kind, item, area_level, baseline_round') }} as baseline_decile
    from changed

)

select * from final

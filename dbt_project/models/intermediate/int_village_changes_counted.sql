{%- set items = followed_items() -%}
{%- set arriving = [
    'stayed_failing', 'escaped', 'fell', 'became_applicable_failing', 'no_longer_applicable_failing', 'entered_failing',
    'moved_in_failing',
] -%}
{%- set leaving = ['left_failing', 'moved_away_failing'] -%}

with rounds as (

    select
        survey_round,
        lag(survey_round) over (order by year_be, round) as previous_survey_round
    from {{ ref('dim_survey_round') }}

),

results as (

    select
        survey_round,
        village_code,
        households_surveyed
    from {{ ref('int_village_results_counted') }}

),

pairs as (

    select * from {{ ref('int_village_pairs_counted') }}

),

-- Villages with a survey in the round or in the one before it.
villages as (

    select
        rounds.survey_round,
        results.village_code,
        sum(case when results.survey_round = rounds.survey_round then results.households_surveyed else 0 end)
            as households_surveyed,
        sum(case when results.survey_round = rounds.survey_round then 0 else results.households_surveyed end)
            as households_surveyed_before
    from rounds
    inner join results
        on results.survey_round = rounds.survey_round
        or results.survey_round = rounds.previous_survey_round
    where rounds.previous_survey_round is not null
    group by rounds.survey_round, results.village_code

),

seen_before as (

    select
        survey_round,
        village_code,
        sum(households_in_both) as households_in_both
        {%- for item in items %},
        sum({{ item }}_applicable) as {{ item }}_applicable,
        sum({{ item }}_previously_applicable) as {{ item }}_previously_applicable,
        sum({{ item }}_applicable_in_both) as {{ item }}_applicable_in_both
        {%- endfor %}
    from pairs
    where village_code is not null
    group by survey_round, village_code

),

seen_again as (

    select
        survey_round,
        previous_village_code as village_code,
        sum(households_in_both) as households_seen_again
    from pairs
    where previous_village_code is not null
    group by survey_round, previous_village_code

),

totals as (

    select
        villages.survey_round,
        villages.village_code,
        coalesce(seen_before.households_in_both, 0) as households_in_both,
        villages.households_surveyed - coalesce(seen_before.households_in_both, 0) as households_entered,
        villages.households_surveyed_before - coalesce(seen_again.households_seen_again, 0) as households_left
        {%- for item in items %},
        coalesce(seen_before.{{ item }}_applicable, 0) as {{ item }}_applicable,
        coalesce(seen_before.{{ item }}_previously_applicable, 0) as {{ item }}_previously_applicable,
        coalesce(seen_before.{{ item }}_applicable_in_both, 0) as {{ item }}_applicable_in_both
        {%- endfor %}
    from villages
    left join seen_before
        on villages.survey_round = seen_before.survey_round
        and villages.village_code = seen_before.village_code
    left join seen_again
        on villages.survey_round = seen_again.survey_round
        and villages.village_code = seen_again.village_code

),

totals_by_item as (

    select *
    from totals
    unpivot (
        (applicable, previously_applicable, applicable_in_both) for item in (
            {%- for item in items %}
            ({{ item }}_applicable, {{ item }}_previously_applicable, {{ item }}_applicable_in_both) as {{ item }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

failing as (

    select
        survey_round,
        village_code,
        previous_village_code,
        item,
        result,
        previous_result,
        is_surveyed,
        was_surveyed,
        village_code is distinct from previous_village_code as is_moved
    from {{ ref('int_household_changes_joined') }}
    unpivot include nulls (
        (result, previous_result) for item in (
            {%- for item in items %}
            ({{ item }}, previous_{{ item }}) as {{ item }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where result = 0 or previous_result = 0

),

-- Where the later round found the household.
arrived as (

    select
        survey_round,
        village_code,
        item,
        count(case when result = 0 and previous_result = 0 then 1 end) as households_stayed_failing,
        count(case when result = 1 then 1 end) as households_escaped,
        count(case when previous_result = 1 then 1 end) as households_fell,
        count(case when was_surveyed and previous_result is null then 1 end) as households_became_applicable_failing,
        count(case when result is null then 1 end) as households_no_longer_applicable_failing,
        count(case when not was_surveyed then 1 end) as households_entered_failing,
        count(case when is_moved and previous_result = 0 then 1 end) as households_moved_in_failing
    from failing
    where is_surveyed and village_code is not null
    group by survey_round, village_code, item

),

-- Where the earlier round found a household that failed and is not there any more.
departed as (

    select
        survey_round,
        previous_village_code as village_code,
        item,
        sum(case when is_surveyed then 0 else 1 end) as households_left_failing,
        count(case when is_surveyed then 1 end) as households_moved_away_failing
    from failing
    where previous_result = 0 and previous_village_code is not null and is_moved
    group by survey_round, previous_village_code, item

),

counted as (

    select
        totals_by_item.*
        {%- for flow in arriving %},
        coalesce(arrived.households_{{ flow }}, 0) as households_{{ flow }}
        {%- endfor %}
        {%- for flow in leaving %},
        coalesce(departed.households_{{ flow }}, 0) as households_{{ flow }}
        {%- endfor %}
    from totals_by_item
    left join arrived
        on totals_by_item.survey_round = arrived.survey_round
        and totals_by_item.village_code = arrived.village_code
        and totals_by_item.item = arrived.item
    left join departed
        on totals_by_item.survey_round = departed.survey_round
        and totals_by_item.village_code = departed.village_code
        and totals_by_item.item = departed.item

),

explained as (

    select
        *,
        applicable_in_both - households_stayed_failing - households_escaped - households_fell as households_stayed_passing,
        applicable - applicable_in_both as households_became_applicable,
        previously_applicable - applicable_in_both as households_no_longer_applicable
    from counted

),

final as (

    select
        survey_round,
        village_code,
        item
        {%- for flow in household_flows() %},
        cast(households_{{ flow }} as bigint) as households_{{ flow }}
        {%- endfor %}
    from explained

)

select * from final

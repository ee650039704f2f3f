{%- set items = followed_items() -%}
{%- set conditions = flow_conditions() -%}
{%- set of_pairs = conditions.keys() | reject('in', ['left_failing', 'failing_before']) | list -%}
{%- set suffixes = ['', '_keys'] -%}

with rounds as (

    select * from {{ ref('int_round_pairs_joined') }}
    where previous_survey_round is not null

),

households as (

    select * from {{ ref('int_household_flows_joined') }}

),

entered as (

    select
        survey_round,
        village_code,
        count(*) as households_entered,
        {{ keys_of('true') }} as households_entered_keys
        {%- for item in items %},
        count({{ item }}) as {{ item }}_applicable
        {%- endfor %}
    from households
    where not was_surveyed and village_code is not null
    group by survey_round, village_code

),

missed as (

    select
        survey_round,
        previous_village_code as village_code,
        count(*) as households_left,
        {{ keys_of('true') }} as households_left_keys
    from households
    where not is_surveyed and previous_village_code is not null
    group by survey_round, previous_village_code

),

-- Villages with a survey in the round or in the one before it.
villages as (

    select
        rounds.survey_round,
        results.village_code,
        {{ of_the_later_round('households_surveyed') }},
        {{ of_the_later_round('households_surveyed_keys') }}
        {%- for item in items %},
        {{ of_the_later_round(item ~ '_applicable') }},
        {{ of_the_later_round(item ~ '_failing') }},
        {{ of_the_later_round(item ~ '_failing_keys') }}
        {%- endfor %}
    from rounds
    inner join {{ ref('int_village_results_joined') }} as results
        on rounds.survey_round = results.survey_round
        or rounds.previous_survey_round = results.survey_round
    group by rounds.survey_round, results.village_code

),

-- What applies to the households of both rounds: what applies to all, without those who entered.
totals as (

    select
        villages.survey_round,
        villages.village_code,
        {%- for suffix in suffixes %}
        villages.households_surveyed{{ suffix }} - coalesce(entered.households_entered{{ suffix }}, 0)
            as households_in_both{{ suffix }},
        coalesce(entered.households_entered{{ suffix }}, 0) as households_entered{{ suffix }},
        coalesce(missed.households_left{{ suffix }}, 0) as households_left{{ suffix }}{{ ',' if not loop.last }}
        {%- endfor %}
        {%- for item in items %},
        villages.{{ item }}_applicable - coalesce(entered.{{ item }}_applicable, 0) as {{ item }}_applicable,
        villages.{{ item }}_failing,
        villages.{{ item }}_failing_keys
        {%- endfor %}
    from villages
    left join entered
        on villages.survey_round = entered.survey_round
        and villages.village_code = entered.village_code
    left join missed
        on villages.survey_round = missed.survey_round
        and villages.village_code = missed.village_code

),

totals_by_item as (

    select *
    from totals
    unpivot (
        (applicable, failing, failing_keys) for item in (
            {%- for item in items %}
            ({{ item }}_applicable, {{ item }}_failing, {{ item }}_failing_keys) as {{ item }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )

),

-- Results that are not those of before, and what fails in one round only or in another village than before.
results as (

    select *
    from households
    unpivot include nulls (
        (result, previous_result) for item in (
            {%- for item in items %}
            ({{ item }}, previous_{{ item }}) as {{ item }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    )
    where
        (is_surveyed and was_surveyed and result is distinct from previous_result)
        or (result = 0 and not was_surveyed)
        or (previous_result = 0 and village_code is distinct from previous_village_code)

),

flows as (

    select
        survey_round,
        village_code,
        previous_village_code,
        item,
        {%- for flow, condition in conditions.items() %}
        count(case when {{ condition }} then 1 end) as households_{{ flow }},
        {{ keys_of(condition) }} as households_{{ flow }}_keys{{ ',' if not loop.last }}
        {%- endfor %}
    from results
    group by survey_round, village_code, previous_village_code, item

),

-- Where the later round found the household.
arrived as (

    select
        survey_round,
        village_code,
        item
        {%- for suffix in suffixes %}
        {%- for flow in of_pairs %},
        cast(sum(households_{{ flow }}{{ suffix }}) as bigint) as households_{{ flow }}{{ suffix }}
        {%- endfor %},
        {{ of_who_moved('households_failing_before' ~ suffix) }} as households_moved_in_failing{{ suffix }}
        {%- endfor %}
    from flows
    where village_code is not null
    group by survey_round, village_code, item

),

-- Where the earlier round found a household that failed and is not there any more.
departed as (

    select
        survey_round,
        previous_village_code as village_code,
        item
        {%- for suffix in suffixes %},
        cast(sum(households_left_failing{{ suffix }}) as bigint) as households_left_failing{{ suffix }},
        {{ of_who_moved('households_failing_before' ~ suffix) }} as households_moved_away_failing{{ suffix }}
        {%- endfor %}
    from flows
    where previous_village_code is not null and village_code is distinct from previous_village_code
    group by survey_round, previous_village_code, item

),

counted as (

    select
        totals_by_item.*
        {%- for suffix in suffixes %}
        {%- for flow in of_pairs + ['moved_in_failing'] %},
        coalesce(arrived.households_{{ flow }}{{ suffix }}, 0) as households_{{ flow }}{{ suffix }}
        {%- endfor %},
        coalesce(departed.households_left_failing{{ suffix }}, 0) as households_left_failing{{ suffix }},
        coalesce(departed.households_moved_away_failing{{ suffix }}, 0) as households_moved_away_failing{{ suffix }}
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

-- What stayed is what remains: the failing of the round are those who stayed so and those who came to be so.
explained as (

    select
        *,
        {%- for suffix in suffixes %}
        failing{{ suffix }} - households_fell{{ suffix }} - households_became_applicable_failing{{ suffix }}
        - households_entered_failing{{ suffix }} as households_stayed_failing{{ suffix }},
        {%- endfor %}
        applicable - failing - households_became_applicable + households_became_applicable_failing
        - households_escaped + households_entered_failing as households_stayed_passing
    from counted

),

final as (

    select
        survey_round,
        village_code,
        item
        {%- for flow in flow_measures(keyed=true) %},
        {{ flow.name }}
        {%- endfor %}
    from explained

)

select * from final

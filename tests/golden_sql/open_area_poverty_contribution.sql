with indicators as (

    select * from "warehouse"."marts"."dim_indicator"

),

long as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        members_failing,
        members_poor_failing,
        households_failing,
        households_failing_keys,
        households_poor_failing,
        households_poor_failing_keys
    from "warehouse"."intermediate"."int_area_results_summed"
    unpivot (
        (members_failing, members_poor_failing, households_failing, households_failing_keys, households_poor_failing, households_poor_failing_keys)
        for indicator_code in (
            (TQ01_members_failing, TQ01_members_poor_failing, TQ01_failing, TQ01_failing_keys, TQ01_poor_failing, TQ01_poor_failing_keys) as TQ01,
            (TQ02_members_failing, TQ02_members_poor_failing, TQ02_failing, TQ02_failing_keys, TQ02_poor_failing, TQ02_poor_failing_keys) as TQ02
        )
    )
    where area_level in ('nation', 'region', 'pilot_group', 'province', 'district')

),

salted as (

    select
        long.*,
        salts.round_salt
    from long
    left join "warehouse"."intermediate"."int_round_salts_summed" as salts on long.survey_round = salts.survey_round

),

keyed as (

    select
        *,
        cast('0x' || substring(md5(concat_ws('|', cast(((households_failing_keys % 4294967296) + 4294967296) % 4294967296 as string), indicator_code, round_salt)), 1, 8) as bigint) as failing_cell,
        cast('0x' || substring(md5(concat_ws('|', cast(((households_poor_failing_keys % 4294967296) + 4294967296) % 4294967296 as string), indicator_code, round_salt)), 1, 8) as bigint) as poor_failing_cell
    from salted

),

perturbed as (

    select
        keyed.*,
        case
            when keyed.households_failing + failing.noise = 0 then 0
            else greatest(keyed.households_failing + failing.noise, keyed.members_failing + cast(floor(keyed.failing_cell / 27) as bigint) % 27 + cast(floor(keyed.failing_cell / 729) as bigint) % 27 - 26)
        end
            as noisy_members_failing,
        case
            when keyed.households_poor_failing + poor_failing.noise = 0 then 0
            else greatest(keyed.households_poor_failing + poor_failing.noise, keyed.members_poor_failing + cast(floor(keyed.poor_failing_cell / 27) as bigint) % 27 + cast(floor(keyed.poor_failing_cell / 729) as bigint) % 27 - 26)
        end
            as noisy_members_poor_failing
    from keyed
    inner join "warehouse"."reference"."perturbation" as failing
        on least(abs(keyed.households_failing), 8) = failing.households
        and floor(keyed.failing_cell / 65536) between failing.first_cell and failing.last_cell
    inner join "warehouse"."reference"."perturbation" as poor_failing
        on least(abs(keyed.households_poor_failing), 8) = poor_failing.households
        and floor(keyed.poor_failing_cell / 65536) between poor_failing.first_cell and poor_failing.last_cell

),

-- No part is larger than its whole.
bounded as (

    select
        perturbed.*,
        indicators.dimension,
        indicators.weight,
        poverty.members,
        poverty.members_poor,
        poverty.members_weighted as open_members_weighted,
        poverty.members_poor_weighted as open_members_poor_weighted,
        poverty.adjusted_headcount_ratio,
        least(perturbed.noisy_members_failing, poverty.members) as open_members_failing,
        least(perturbed.noisy_members_poor_failing, perturbed.noisy_members_failing, poverty.members_poor)
            as open_members_poor_failing,
        not poverty.is_suppressed
        and poverty.households_poor >= 20 as is_shown
    from perturbed
    inner join indicators
        on perturbed.indicator_code = indicators.indicator_code
        and (indicators.first_survey_round is null or perturbed.survey_round >= indicators.first_survey_round)
        and (indicators.last_survey_round is null or perturbed.survey_round <= indicators.last_survey_round)
    inner join "warehouse"."open"."open_area_poverty" as poverty
        on perturbed.survey_round = poverty.survey_round
        and perturbed.area_level = poverty.area_level
        and perturbed.area_code = poverty.area_code

),

weighed as (

    select
        *,
        cast(open_members_failing as decimal(18, 6)) as open_members_failing_weighted,
        cast(open_members_poor_failing as decimal(18, 6)) as open_members_poor_failing_weighted
    from bounded

),

counted as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        dimension,
        members,
        open_members_failing as members_failing,
        members_poor,
        open_members_poor_failing as members_poor_failing,
        open_members_weighted as members_weighted,
        open_members_failing_weighted as members_failing_weighted,
        open_members_poor_weighted as members_poor_weighted,
        open_members_poor_failing_weighted as members_poor_failing_weighted,
        weight,
        cast(open_members_failing_weighted as double) / nullif(cast(open_members_weighted as double), 0) as uncensored_headcount_ratio,
        cast(open_members_poor_failing_weighted as double) / nullif(cast(open_members_weighted as double), 0) as censored_headcount_ratio,
        adjusted_headcount_ratio,
        is_shown
    from weighed

),

shared as (

    select
        *,
        weight * censored_headcount_ratio as contribution,
        weight * censored_headcount_ratio / nullif(adjusted_headcount_ratio, 0) as contribution_share
    from counted

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        dimension,
        members,
        case when is_shown then members_failing end as members_failing,
        case when is_shown then members_poor end as members_poor,
        case when is_shown then members_poor_failing end as members_poor_failing,
        members_weighted,
        case when is_shown then members_failing_weighted end as members_failing_weighted,
        case when is_shown then members_poor_weighted end as members_poor_weighted,
        case when is_shown then members_poor_failing_weighted end as members_poor_failing_weighted,
        weight,
        case when is_shown then uncensored_headcount_ratio end as uncensored_headcount_ratio,
        case when is_shown then censored_headcount_ratio end as censored_headcount_ratio,
        case when is_shown then contribution end as contribution,
        case when is_shown then contribution_share end as contribution_share,
        not is_shown as is_suppressed
    from shared

)

select * from final

with rounds as (

    select
        survey_round,
        cast(row_number() over (order by year_be, round) as smallint) as round_number
    from "warehouse"."marts"."dim_survey_round"

),

later as (

    select
        households.*,
        cast('0x' || substring(households.household_key, 1, 8) as bigint) as record_key,
        rounds.round_number
    from "warehouse"."marts"."fct_household" as households
    inner join rounds on households.survey_round = rounds.survey_round
    where rounds.round_number > 1

),

earlier as (

    select
        households.*,
        cast('0x' || substring(households.household_key, 1, 8) as bigint) as record_key,
        next_rounds.round_number as next_round_number
    from "warehouse"."marts"."fct_household" as households
    inner join rounds on households.survey_round = rounds.survey_round
    inner join rounds as next_rounds on rounds.round_number + 1 = next_rounds.round_number

),

-- Most households stay where they are with the results of before: they are what remains of their village's households.
-- Left out here, they are six of seven that the counting would take its time over, where both rounds are of one list.
final as (

    select
        rounds.survey_round,
        later.village_code,
        earlier.village_code as previous_village_code,
        later.household_key is not null as is_surveyed,
        earlier.household_key is not null as was_surveyed,
        coalesce(later.record_key, earlier.record_key) as record_key,
        later.TQ01,
        earlier.TQ01 as previous_TQ01,
        later.TQ02,
        earlier.TQ02 as previous_TQ02,
        least(later.TQ01, later.TQ02) as goal_6,
        least(earlier.TQ01, earlier.TQ02) as previous_goal_6
    from later
    full outer join earlier
        on later.household_key = earlier.household_key
        and later.round_number = earlier.next_round_number
    inner join rounds on coalesce(later.round_number, earlier.next_round_number) = rounds.round_number
    where
        later.household_key is null
        or earlier.household_key is null
        or later.village_code is distinct from earlier.village_code
        or later.TQ01 is distinct from earlier.TQ01
        or later.TQ02 is distinct from earlier.TQ02

)

select * from final

with source as (

    select * from read_parquet('data/warehouse/landed/household_survey/household_survey/*.parquet', union_by_name = true)

),

final as (

    select
        household_key,
        house_key,
        survey_round,
        batch_id,
        cast(null as string) as stratum,
        cast(null as string) as cluster_key,
        member_count,
        head_sex,
        head_age,
        cast(coalesce(sampling_weight, 1) as decimal(12, 6)) as sampling_weight,
        nullif(TQ01, 9) as TQ01,
        nullif(TQ02, 9) as TQ02,
        cast(
            case when TQ01 = 9 then cast(1 as smallint) else cast(0 as smallint) end
            + case when TQ02 = 9 then cast(1 as smallint) else cast(0 as smallint) end
            as smallint
        ) as answers_missing,
        surveyed_on
    from source

)

select * from final

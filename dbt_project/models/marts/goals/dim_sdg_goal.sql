with final as (

    select
        goal,
        name_th,
        name_en
    from {{ ref('sdg_goals') }}

)

select * from final

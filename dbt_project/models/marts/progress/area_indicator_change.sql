{{ area_changes('area_indicator', keys=['indicator_code'], item='figures.indicator_code', items=indicator_codes()) }}
